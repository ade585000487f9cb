# One INTERFACE target carries warnings, hardening and sanitizers to every target of the project.
add_library(ramal_flags INTERFACE)
target_compile_options(ramal_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # false positives of GCC 12 when it optimises: std::string (-O3), std::optional
  target_compile_options(ramal_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()
target_compile_definitions(ramal_flags INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_include_directories(ramal_flags INTERFACE ${CMAKE_SOURCE_DIR})

if(RAMAL_SANITIZE)
  target_compile_options(ramal_flags INTERFACE
    -fsanitize=${RAMAL_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(ramal_flags INTERFACE -fsanitize=${RAMAL_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC's manual advises against -Werror beside sanitizers, which make it see ghosts; release and clang judge
    target_compile_options(ramal_flags INTERFACE -Wno-error)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND RAMAL_SANITIZE MATCHES "undefined")
    # clang 14 splits coroutines behind this check's prologue and then cannot assemble them
    target_compile_options(ramal_flags INTERFACE -fno-sanitize=function)
  endif()
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  # what nothing calls takes no memory
  target_compile_options(ramal_flags INTERFACE -ffunction-sections -fdata-sections)
  target_link_options(ramal_flags INTERFACE -Wl,--gc-sections)
  target_compile_options(ramal_flags INTERFACE
    -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
if(RAMAL_FUZZ)  # libFuzzer steers by the coverage of everything that a target links
  target_compile_options(ramal_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
target_link_options(ramal_flags INTERFACE -pie -Wl,-z,relro,-z,now -Wl,-z,noexecstack)

# Code that no request passes through: optimising it less takes a third off the time that a build needs.
set(RAMAL_COLD $<$<CONFIG:Release>:-O1>)

# What nearly every file includes. Reading it once for each library halves the time that a build needs.
set(RAMAL_COMMON_HEADERS
  <algorithm> <array> <charconv> <chrono> <cstdint> <cstring> <functional> <memory> <optional> <span> <string>
  <string_view> <utility> <vector> <boost/system/result.hpp>)

# ramal_library(NAME SOURCES file... [COLD file...] [PRECOMPILE header...] LIBRARIES lib...): a static library of one
# folder. COLD: sources that no request passes through. PRECOMPILE: what most of its files include, besides the above.
function(ramal_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;COLD;PRECOMPILE;LIBRARIES" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES} ${arg_COLD})
  if(arg_COLD)
    set_source_files_properties(${arg_COLD} PROPERTIES COMPILE_OPTIONS ${RAMAL_COLD})
  endif()
  target_link_libraries(${name} PUBLIC ramal_flags ${arg_LIBRARIES})
  target_precompile_headers(${name} PRIVATE ${RAMAL_COMMON_HEADERS} ${arg_PRECOMPILE})
endfunction()
