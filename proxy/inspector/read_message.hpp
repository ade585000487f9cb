// Head and body of a message as bytes -> what the inspector keeps of it. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "proxy/inspector/exchange.hpp"
#include "proxy/inspector/mask.hpp"

namespace ramal::inspector {

enum class header_values : std::uint8_t {
  all_but_secrets,  // all but those under a secret name
  well_known,       // those alone whose names are of HTTP or ours: lines that the configuration adds may be secrets
};

// `head`: a whole head that a reader has taken, with its empty line; `body`: without its coding. Of both only the first
// 16 KiB are kept, and a little less of a body that is cut, so that no part of a secret stays at its end.
message read_message(std::string_view head, std::string_view body, const secrets& of,
                     header_values shown = header_values::all_but_secrets);

// The values in a head under secret names: what travels with this exchange. Appended to `to`.
void note_secrets(std::string_view head, std::vector<std::string>& to);

}  // namespace ramal::inspector
