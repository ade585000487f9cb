#include "proxy/relay/http_url.hpp"

namespace ramal::relay {

std::optional<http_url> parse_http_url(std::string_view text) {
  auto parsed = config::parse_destination_url(text);
  if (!parsed.has_value()) return std::nullopt;
  return std::move(*parsed);
}

std::string shown(const http_url& url) { return url.host + " port " + std::to_string(url.port); }

}  // namespace ramal::relay
