// Session descriptions: what the engine demands of a client's, and what it makes for the other side (META only).
#pragma once

#include <string>
#include <string_view>

#include "engine/ids.hpp"

namespace ramal::engine {

// Begins with `v=0` and offers audio. Lines end in LF or CRLF.
bool valid_sdp_offer(std::string_view sdp);
// As an offer, and says `a=setup:active`: the engine's side is passive.
bool valid_sdp_answer(std::string_view sdp);

std::string make_sdp_offer(id_source& ids);
std::string make_sdp_answer(id_source& ids);

}  // namespace ramal::engine
