# cmake -DPROGRAM=... -P has_tests.cmake: fails if a test program lists no test case. CTest asks each program for its
# tests; one that ends at its start would have none, and nobody would miss them.
execute_process(COMMAND ${PROGRAM} --list-test-names-only OUTPUT_VARIABLE names ERROR_VARIABLE problem)
string(STRIP "${names}" names)
if(names STREQUAL "")
  message(FATAL_ERROR "${PROGRAM} lists no test case: ${problem}")
endif()
