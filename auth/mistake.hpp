// What is wrong with a credential that is no key: for the operator's log only (the client always gets the same 401).
#pragma once

#include <string_view>

#include "routes/failure.hpp"

namespace ramal::auth {

// key_placeholder, key_with_prefix or unknown_key. Allocates nothing.
routes::reason mistake_in(std::string_view value);

}  // namespace ramal::auth
