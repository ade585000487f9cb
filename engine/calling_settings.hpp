// The calling settings of a META number (GET and PUT /v1/calls/settings).
#pragma once

#include <boost/json.hpp>

namespace ramal::engine {

boost::json::object default_calling_settings();

// Takes over a flat, partial change: `call_hours` replaces the present ones as a whole. False and no change if a key
// is not known (`sip` is refused), a value is of the wrong type or not one of its words, or nothing is given.
bool change_calling_settings(boost::json::object& present, const boost::json::object& wanted);

}  // namespace ramal::engine
