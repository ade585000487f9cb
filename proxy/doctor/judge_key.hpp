// What the engine's answer to a list of one call says about a native key (native-calls.md, "Transport and keys").
#pragma once

#include <string>
#include <string_view>

#include "proxy/doctor/finding.hpp"

namespace ramal::doctor {

struct key_answer {
  unsigned status = 0;    // 0: there is no whole answer
  std::string_view code;  // the engine's own; "" where it has none
  bool is_api = false;    // its body is JSON
};

// `name`: of the key in the configuration.
finding judge_key(std::string_view name, const key_answer& answer);

}  // namespace ramal::doctor
