# cmake -DBUILD=... -DPREFIX=... -P try_install.cmake: installs into an empty folder and fails unless the program there
# runs, and what an operator reads lies beside it.
file(REMOVE_RECURSE ${PREFIX})
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_VARIABLE text)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${ARGN} ended with ${code}: ${text}")
  endif()
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${PREFIX})
set(doc ${PREFIX}/share/doc/ramal)
run(${PREFIX}/bin/ramal version)
foreach(file README.md docs/operations.md docs/pt/operacao.md config/README.md proxy/README.md examples/minimal.yaml
        examples/ramal.service)
  if(NOT EXISTS ${doc}/${file})
    message(FATAL_ERROR "${doc}/${file} is missing")
  endif()
endforeach()
