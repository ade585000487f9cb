// The cases of cases/, by name.
#pragma once

#include <string>
#include <vector>

#include "contract/case_text.hpp"

namespace ramal::contract {

// Built only when it is played (case_reader.hpp): ctest starts this program once for each of its tests.
struct named_case {
  std::string file;
  case_text text;
};

// Whether no gateway but one of its own will do: it names settings, or is about the engine's webhooks. All others are played
// by `ramal contract --loop`, which says the same of them (select.hpp).
bool needs_own_gateway(const case_text& text);

// Read once; a file that cannot be read ends the program, lest it become a run with fewer tests.
const std::vector<named_case>& all_cases();

}  // namespace ramal::contract
