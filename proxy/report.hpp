// What a command says of a configuration that cannot be used.
#pragma once

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <vector>

#include "config/model.hpp"
#include "config/problem.hpp"
#include "proxy/command_line.hpp"

namespace ramal::net {

// Every problem, on standard error. The exit code: 78.
inline int report(const std::vector<config::problem>& problems) {
  std::fputs(config::to_text(problems).c_str(), stderr);
  return exit_configuration;
}

inline bool has_key(const config::gateway& settings, std::string_view name) {
  return std::ranges::any_of(settings.keys, [name](const config::key& one) { return one.name == name; });
}

}  // namespace ramal::net
