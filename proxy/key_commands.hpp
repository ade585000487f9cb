// `ramal keys list` and `ramal keys rotate NAME` (console.md section 6).
#pragma once

#include <string>

#include "config/model.hpp"

namespace ramal::net {

// Lines, or JSON for scripts; no key and no digest in it. Pure.
std::string describe_keys(const config::gateway& settings, bool as_json);
// What is printed of a new client key for an entry that is there. Pure.
std::string describe_rotated_key(const std::string& name, const std::string& key);

// 0, or 78 with the problems of the file.
int list_keys(const std::string& config_file, bool as_json);
// 0; 64: no key has this name; 78.
int rotate_key(const std::string& config_file, const std::string& name);

}  // namespace ramal::net
