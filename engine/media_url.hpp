// URLs that the engine is given: of media to play, of webhooks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ramal::engine {

struct http_url {
  bool tls = false;
  std::string host;  // without brackets
  std::uint16_t port = 80;
  std::string target;  // path and query, never empty
};

// An absolute http or https URL with a host and without user info, at most 2048 bytes.
std::optional<http_url> parse_http_url(std::string_view text);

// .mp3, .wav, .opus or .ogg, in any case; a path whose last segment has no extension is taken as well.
bool playable(const http_url& url);

}  // namespace ramal::engine
