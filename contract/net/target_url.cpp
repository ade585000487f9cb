#include "contract/net/target_url.hpp"

#include <charconv>

namespace ramal::contract {
namespace {

std::optional<std::uint16_t> to_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port > 65'535) return std::nullopt;
  return static_cast<std::uint16_t>(port);
}

// "host", "host:port", "[v6]:port" into host and port; the port stays where none is named.
bool read_authority(std::string_view text, remote_address& into) {
  const auto bracket = text.starts_with('[') ? text.find(']') : std::string_view::npos;
  if (text.starts_with('[') && bracket == std::string_view::npos) return false;
  const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  into.host = bracket == std::string_view::npos ? text.substr(0, colon) : text.substr(1, bracket - 1);
  if (colon == std::string_view::npos) return !into.host.empty();
  const auto port = to_port(text.substr(colon + 1));
  if (port) into.port = *port;
  return port.has_value();
}

}  // namespace

std::optional<target_url> parse_target_url(std::string_view text) {
  target_url made;
  if (text.starts_with("https://")) made.at.tls = true;
  else if (!text.starts_with("http://")) return std::nullopt;
  text.remove_prefix(made.at.tls ? 8 : 7);
  if (text.find_first_of("@?#\\ \t\r\n") != std::string_view::npos) return std::nullopt;
  const auto slash = text.find('/');
  const auto authority = text.substr(0, slash);
  made.at.port = made.at.tls ? 443 : 80;
  if (!read_authority(authority, made.at) || made.at.host.empty() || made.at.port == 0) return std::nullopt;
  made.host = authority;
  if (slash != std::string_view::npos) made.path = text.substr(slash);
  while (made.path.ends_with('/')) made.path.pop_back();
  return made;
}

std::optional<remote_address> parse_listen_address(std::string_view text) {
  remote_address made;
  if (text.find(':') == std::string_view::npos || !read_authority(text, made)) return std::nullopt;
  if (made.host.empty()) made.host = "127.0.0.1";
  return made;
}

}  // namespace ramal::contract
