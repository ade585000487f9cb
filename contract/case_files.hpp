// The case files that the program carries.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contract/case_text.hpp"

namespace ramal::contract {

struct case_file {
  std::string_view name;  // "routes.case"
  std::string_view text;
};

// contract/cases: of a gateway.
std::span<const case_file> gateway_case_files();
// contract/engine_cases: of the engine itself; they only read.
std::span<const case_file> engine_case_files();
// contract/live_cases: they place a call.
std::span<const case_file> live_case_files();
// contract/engine_live_cases: the same, of the engine itself.
std::span<const case_file> engine_live_case_files();

struct named_text {
  std::string file;
  case_text text;
};

// All cases of these files; throws case_error.
std::vector<named_text> split_files(std::span<const case_file> files);

}  // namespace ramal::contract
