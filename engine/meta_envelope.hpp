// Meta's own `calls` webhook for a change of a call: connect with SDP, terminate, and statuses.
#pragma once

#include <boost/json.hpp>
#include <vector>

#include "config/model.hpp"
#include "engine/call.hpp"

namespace ramal::engine {

// None, one or two envelopes `{"object","entry":[...]}`; phone numbers in it are digits, times are Unix seconds, as
// Meta writes them.
std::vector<boost::json::object> meta_envelopes(const config::engine_number& number, const call& one, call_event event);

}  // namespace ramal::engine
