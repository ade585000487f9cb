# Read right after project(ramal): the targets that the benchmark links do not exist yet.
cmake_language(DEFER DIRECTORY ${CMAKE_SOURCE_DIR} CALL include ${CMAKE_SOURCE_DIR}/bench/targets.cmake)
