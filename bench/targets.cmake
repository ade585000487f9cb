# The benchmark's programs, beside the project's own targets but in no normal build: bench/run.sh configures with
# -DCMAKE_PROJECT_ramal_INCLUDE=<bench/targets_later.cmake>, which includes this at the end of the top CMakeLists.txt.
find_package(benchmark 1.7 REQUIRED)

# bench_program(NAME SOURCES file... LIBRARIES lib...): ends up in <build>/bench.
function(bench_program name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES" ${ARGN})
  list(TRANSFORM arg_SOURCES PREPEND ${CMAKE_SOURCE_DIR}/bench/)
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ramal_flags ${arg_LIBRARIES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)
endfunction()

bench_program(stub_engine SOURCES tools/stub_engine.cpp)
bench_program(relay SOURCES tools/relay.cpp)
bench_program(odd_clients SOURCES tools/odd_clients.cpp LIBRARIES OpenSSL::SSL)
bench_program(hook_load SOURCES tools/hook_load.cpp LIBRARIES Threads::Threads)
bench_program(plans SOURCES micro/plans.cpp micro/keys.cpp LIBRARIES ramal_auth ramal_routes benchmark::benchmark_main)
# Over the tests' world in memory.
set(memory ../tests/memory/engine.cpp ../tests/memory/go_server.cpp ../tests/memory/session_fixture.cpp
    ../tests/memory/stream.cpp)
bench_program(conversations SOURCES guard/conversations.cpp ${memory} LIBRARIES ramal_flow ramal_contract)

add_library(count_allocations SHARED ${CMAKE_SOURCE_DIR}/bench/tools/count_allocations.cpp)
target_compile_options(count_allocations PRIVATE -Wall -Wextra -Werror)
set_target_properties(count_allocations PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)

add_custom_target(bench_programs
  DEPENDS ramal stub_engine relay odd_clients hook_load plans conversations count_allocations)
