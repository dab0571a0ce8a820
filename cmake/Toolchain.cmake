# Compiler, linker and cache: ccache and mold where they are installed; warnings are errors.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(jaali_warnings INTERFACE)
target_compile_options(jaali_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wswitch -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports these falsely inside its own string and Boost's coroutine frames.
  target_compile_options(jaali_warnings INTERFACE -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overread
                                                  -Wno-stringop-overflow -Wno-array-bounds -Wno-mismatched-new-delete)
endif()

if(JAALI_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Asio ends its handlers with fences, which TSan does not see; its locks, which it does see, order the same accesses.
  target_compile_options(jaali_warnings INTERFACE -Wno-tsan)
endif()

add_compile_options(-fno-omit-frame-pointer -fstack-protector-strong)
if(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  add_compile_options($<$<COMPILE_LANGUAGE:CXX,C>:-U_FORTIFY_SOURCE> -D_FORTIFY_SOURCE=2)
endif()
if(JAALI_SANITIZE)
  add_compile_options(-fsanitize=${JAALI_SANITIZE} -fno-sanitize-recover=all -U_FORTIFY_SOURCE)
  add_link_options(-fsanitize=${JAALI_SANITIZE})
  add_compile_definitions(_GLIBCXX_ASSERTIONS) # what a sanitizer does not see: an empty optional or view that is read
endif()
