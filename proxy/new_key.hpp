// `ramal keys new NAME`: makes a client key and shows it once (console.md section 6).
#pragma once

#include <string>
#include <string_view>

namespace ramal::net {

// "" if a key may have this name, else what to write.
std::string check_new_key_name(const std::string& name);

// What is printed: the key, and the lines for keys[], which hold its digest alone. Pure.
std::string describe_new_key(std::string_view name, std::string_view key);

int make_new_key(const std::string& name);

}  // namespace ramal::net
