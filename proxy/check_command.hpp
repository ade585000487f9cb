// `ramal check`.
#pragma once

#include "proxy/command_line.hpp"

namespace ramal::net {

// Prints every problem of the file, or with --show what is in force, secrets as ***. 0 or 78.
int run_check(const command_line& line);

}  // namespace ramal::net
