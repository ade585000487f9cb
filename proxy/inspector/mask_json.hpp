// The same for a body (console.md section 3). Pure.
#pragma once

#include <string>
#include <string_view>

#include "proxy/inspector/mask.hpp"

namespace ramal::inspector {

// JSON, or what looks like the beginning of it: strings are masked as what they stand for, those under a secret name
// wholly; what is no string stays as it is, but long numbers that are no times. Anything else is masked as a text.
std::string mask_body(std::string_view body, const secrets& of);

}  // namespace ramal::inspector
