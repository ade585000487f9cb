// Reads case files (README.md) into conversations.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/contract/conversation.hpp"

namespace ramal::contract {

// All cases of one file's text; throws case_error with file and line.
std::vector<contract_case> read_cases(const std::string& file, std::string_view text);

// All `*.case` files of a folder, in the order of their names.
std::vector<contract_case> read_case_folder(const std::filesystem::path& folder);

}  // namespace ramal::contract
