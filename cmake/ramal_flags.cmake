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

# Code that no request passes through is small rather than fast: a fifth off the program, and off the time of its build.
set(RAMAL_COLD $<$<CONFIG:Release>:-Os>)

# Files that no request passes through are compiled together, folder by folder: what they include is read once.
# Without it each is compiled alone, which shows includes that are missing.
option(RAMAL_UNITY "Compile the files of a folder that no request passes through as one" ON)

# What nearly every file includes. Libraries that need no more share one precompiled header.
set(RAMAL_COMMON_HEADERS
  <algorithm> <array> <atomic> <charconv> <chrono> <coroutine> <cstdint> <cstring> <functional> <map> <memory> <mutex>
  <optional> <span> <string> <string_view> <utility> <vector> <boost/container/vector.hpp> <boost/intrusive/list.hpp>
  <boost/system/result.hpp>)
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/common.cpp CONTENT "// has the precompiled header made\n")
add_library(ramal_common OBJECT ${CMAKE_BINARY_DIR}/generated/common.cpp)
target_link_libraries(ramal_common PRIVATE ramal_flags Boost::headers)
target_precompile_headers(ramal_common PRIVATE ${RAMAL_COMMON_HEADERS})

# Behind ramal_flags, so that they have the last word: a name of one file shadows another file's, and GCC takes the files
# for headers.
add_library(ramal_unity_flags INTERFACE)
target_compile_options(ramal_unity_flags INTERFACE -Wno-shadow $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)

# Object files of sources that no request passes through, for ramal_library and the program.
function(ramal_cold_objects name sources precompile libraries)
  add_library(${name} OBJECT ${sources})
  target_compile_options(${name} PRIVATE ${RAMAL_COLD})
  target_link_libraries(${name} PUBLIC ramal_flags ${libraries})
  if(RAMAL_UNITY)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)
    target_link_libraries(${name} PRIVATE ramal_unity_flags)
  else()
    # g++ 14 takes no precompiled header that was made with other options.
    target_precompile_headers(${name} PRIVATE ${RAMAL_COMMON_HEADERS} ${precompile})
  endif()
endfunction()

# ramal_library(NAME SOURCES file... [COLD file...] [PRECOMPILE header...] LIBRARIES lib...): a static library of one
# folder. COLD: sources that no request passes through. PRECOMPILE: what most files include, besides the above.
function(ramal_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;COLD;PRECOMPILE;LIBRARIES" ${ARGN})
  if(arg_COLD)
    ramal_cold_objects(${name}_cold "${arg_COLD}" "${arg_PRECOMPILE}" "${arg_LIBRARIES}")
    set(cold $<TARGET_OBJECTS:${name}_cold>)
  endif()
  add_library(${name} STATIC ${arg_SOURCES} ${cold})
  target_link_libraries(${name} PUBLIC ramal_flags ${arg_LIBRARIES})
  if(arg_SOURCES AND arg_PRECOMPILE)
    target_precompile_headers(${name} PRIVATE ${RAMAL_COMMON_HEADERS} ${arg_PRECOMPILE})
  elseif(arg_SOURCES)
    target_precompile_headers(${name} REUSE_FROM ramal_common)
  endif()
endfunction()
