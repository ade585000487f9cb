cmake_minimum_required(VERSION 3.25)
# Of a tarball that was unpacked inside another checkout, git would tell that one's commit.
execute_process(COMMAND git -C ${SOURCE} rev-parse --show-cdup
  RESULT_VARIABLE no_checkout OUTPUT_VARIABLE way_to_top OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(no_checkout EQUAL 0 AND way_to_top STREQUAL "")
  execute_process(COMMAND git -C ${SOURCE} rev-parse --short=12 HEAD
    OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
# `git archive` writes the commit into this file.
if(NOT commit AND EXISTS ${SOURCE}/cmake/commit.txt)
  file(STRINGS ${SOURCE}/cmake/commit.txt archived REGEX "^[0-9a-f]+$")
  string(SUBSTRING "${archived}" 0 12 commit)
endif()
if(NOT commit)
  set(commit "unknown")
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT
[[#pragma once
#define RAMAL_VERSION "@VERSION@"
#define RAMAL_COMMIT "@commit@"
]] @ONLY)
