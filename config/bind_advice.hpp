// What to do about a listener that cannot be opened.
#pragma once

#include <string>
#include <string_view>

#include "config/model.hpp"

namespace ramal::config {

// `error` is the errno of socket, bind or listen; `setting` says where the address stands ("listeners[0].address"). An
// advice such as "choose another port in ...": no sentence, no line end.
std::string bind_advice(int error, const listener& address, std::string_view setting);

}  // namespace ramal::config
