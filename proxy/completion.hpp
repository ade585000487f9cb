// `ramal completion bash|zsh|fish`: from the same commands and options as --help.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace ramal::net {

// A script that this shell reads. `shell`: bash, zsh or fish.
std::string completion_script(const CLI::App& app, const std::string& shell);

}  // namespace ramal::net
