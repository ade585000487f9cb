// The call object of the native API: 16 keys, phones as digits.
#pragma once

#include <boost/json.hpp>

#include "engine/call.hpp"

namespace ramal::engine {

boost::json::value time_or_null(const std::optional<time_point>& at);

// `with_sdp` adds `sdpOffer` and `sdpAnswer`, null where there is none (always on EVO_GO).
boost::json::object to_json(const call& one, bool with_sdp = false);

}  // namespace ramal::engine
