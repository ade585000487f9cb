# cmake -DPROGRAM=... -P has_tests.cmake: fails if a test program lists no test case. CTest asks each program for its
# tests; one that ends at its start would have none, and nobody would miss them.
execute_process(COMMAND ${PROGRAM} --list-tests OUTPUT_VARIABLE list ERROR_VARIABLE problem)
if(NOT list MATCHES "\n[1-9][0-9]* test cases?\n")
  message(FATAL_ERROR "${PROGRAM} lists no test case: ${problem}")
endif()
