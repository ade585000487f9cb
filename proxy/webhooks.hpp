// `ramal webhooks ...`.
#pragma once

#include "proxy/command_line.hpp"

namespace ramal::net {

// 192 random bits as 32 letters, digits, '_' and '-': what keys[].webhook.hook may be.
std::string new_hook();

// Runs the command, and returns the exit code of the program. Blocks.
int run_webhooks(const command_line& line);

}  // namespace ramal::net
