# Everything comes from Debian's packages (12 or 13); a build never downloads.
find_package(Threads REQUIRED)
set(Boost_USE_STATIC_LIBS ON)  # little of them is used: two libraries less to map
find_package(Boost 1.81 CONFIG REQUIRED COMPONENTS json url)
find_package(OpenSSL 3.0 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
find_package(spdlog 1.10 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(simdjson REQUIRED)  # 3; its versions match by minor ones alone
find_package(PkgConfig REQUIRED)
pkg_check_modules(CARES REQUIRED IMPORTED_TARGET libcares)
if(RAMAL_TESTS)
  find_package(Catch2 REQUIRED)  # 2.13 or 3
endif()
