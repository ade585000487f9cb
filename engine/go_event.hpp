// The call events of an Evolution GO server, which numbers that came from one get besides the normalized ones
// (webhooks.md section 4, N3).
#pragma once

#include <boost/json.hpp>
#include <string_view>

#include "config/model.hpp"
#include "engine/call.hpp"

namespace ramal::engine {

// "CallOffer", "CallAccept", "CallTerminate"; "" where such a server says nothing: an outbound call that rings.
std::string_view go_event_name(const call& one, call_event event);

// `{"event","instance","data"}`.
boost::json::object go_event(const config::engine_number& number, const call& one, call_event event);

}  // namespace ramal::engine
