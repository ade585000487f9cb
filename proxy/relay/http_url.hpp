// The URL that a delivery goes to.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/destination_url.hpp"

namespace ramal::relay {

// `target` may hold a secret: never for a log.
using http_url = config::destination_url;

// As the configuration takes it.
std::optional<http_url> parse_http_url(std::string_view text);

// "bot.example port 443": what a log or an error text says of it.
std::string shown(const http_url& url);

}  // namespace ramal::relay
