// Reads case files (README.md) into conversations.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contract/case_text.hpp"
#include "contract/conversation.hpp"

namespace ramal::contract {

// One case of a file; throws case_error with file and line.
contract_case build_case(const std::string& file, const case_text& text, const deployment& at = {});

// All cases of one file's text.
std::vector<contract_case> read_cases(const std::string& file, std::string_view text, const deployment& at = {});

}  // namespace ramal::contract
