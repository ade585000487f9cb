// The path of a request, in which the id of a call is shown (console.md section 3). Pure.
#pragma once

#include <string>
#include <string_view>

#include "proxy/inspector/mask.hpp"

namespace ramal::inspector {

// Whether it is one of the shapes that ids of calls have: `call_` and letters and digits (the engine's), 32 hexadecimal
// digits or a UUID (WhatsApp's CallID), `wacid.` and base64 (Meta's). No key of ours begins so, but one may look like the second
// of them: the place decides as well.
bool has_shape_of_call_id(std::string_view text);

// As the access log has it, which shows no segment that looks random, but for an id where the routes have one: behind `calls`
// and `call`, and behind `call/get` and `call/status`. A key of the configuration is hidden there, too.
std::string mask_path(std::string_view path, const secrets& of);

}  // namespace ramal::inspector
