// A WebSocket handshake as clients and the proxies before them write it: `Connection` and `Upgrade` are lists, in any
// case, on one line or several.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "engine/message.hpp"

namespace ramal::engine {

// Why this is none: 426 where no upgrade is asked for or in another version, 400 where it is malformed. If it is one,
// its lists are made single values, which is all that Beast looks at.
std::optional<response> check_handshake(boost::beast::http::request<boost::beast::http::string_body>& asked);

// A target as logs may show it: neither the query nor what stands where a token may have slipped into the path.
std::string shown_target(std::string_view target);

}  // namespace ramal::engine
