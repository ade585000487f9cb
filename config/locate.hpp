// Where a key stands, for what is found wrong with its value after the file was read.
#pragma once

#include <string>

#include "config/context.hpp"
#include "config/problem.hpp"

namespace ramal::config {

// Gives `found` the file, or the variable, and the line and column of the value at its path, or of the nearest key
// above it that is there. `file` is the gateway's, which has been read without a problem.
void locate(problem& found, const std::string& file, const environment& variables);

// The same for its text.
void locate_in(problem& found, const std::string& name, std::string_view text, const environment& variables);

}  // namespace ramal::config
