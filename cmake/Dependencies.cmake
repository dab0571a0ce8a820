find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(PostgreSQL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(spdlog REQUIRED)
find_package(tomlplusplus QUIET)
if(NOT TARGET tomlplusplus::tomlplusplus)
  find_path(TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h REQUIRED)
  add_library(tomlplusplus::tomlplusplus INTERFACE IMPORTED)
  target_include_directories(tomlplusplus::tomlplusplus INTERFACE ${TOMLPLUSPLUS_INCLUDE_DIR})
endif()

# PostgreSQL 17's own parser, from a newer Debian (docs/decisions/0002): headers with the raw nodes, static library.
find_library(PG_QUERY_LIBRARY libpg_query.a PATHS "${JAALI_DEPS_DIR}/libpg_query/usr/lib/x86_64-linux-gnu"
             "${JAALI_DEPS_DIR}/libpg_query/usr/lib/aarch64-linux-gnu" NO_DEFAULT_PATH REQUIRED)
set(PG_QUERY_INCLUDE "${JAALI_DEPS_DIR}/libpg_query/usr/include")
add_library(pg_query STATIC IMPORTED)
set_target_properties(pg_query PROPERTIES IMPORTED_LOCATION "${PG_QUERY_LIBRARY}")
target_include_directories(pg_query SYSTEM INTERFACE "${PG_QUERY_INCLUDE}" "${PG_QUERY_INCLUDE}/pg_query"
                           "${PG_QUERY_INCLUDE}/pg_query/postgres")

# MySQL Connector/C++ (docs/decisions/0010): the library by apt, its headers unpacked beside the parser.
find_library(MYSQL_CONNECTOR_LIBRARY NAMES libmysqlcppconn.so.7 REQUIRED)
find_path(MYSQL_CONNECTOR_INCLUDE mysql_driver.h PATHS "${JAALI_DEPS_DIR}/connector/usr/include" NO_DEFAULT_PATH REQUIRED)
add_library(mysql_connector SHARED IMPORTED)
set_target_properties(mysql_connector PROPERTIES IMPORTED_LOCATION "${MYSQL_CONNECTOR_LIBRARY}")
target_include_directories(mysql_connector SYSTEM INTERFACE "${MYSQL_CONNECTOR_INCLUDE}")
