# jaali_layer(NAME [DEPENDS ...] [LINK ...]): one static library per top folder, of every .cpp below it.
# The compiler sees only the project root, so every include of ours names its layer (checked by tests/layers.py).
function(jaali_layer name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(jaali_${name} STATIC ${sources})
  target_include_directories(jaali_${name} PUBLIC "${CMAKE_SOURCE_DIR}")
  target_link_libraries(jaali_${name} PUBLIC ${ARG_DEPENDS} ${ARG_LINK} PRIVATE jaali_warnings)
endfunction()
