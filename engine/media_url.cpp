#include "engine/media_url.hpp"

#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>

namespace ramal::engine {

std::optional<http_url> parse_http_url(std::string_view text) {
  if (text.size() > 2'048) return std::nullopt;
  const auto parsed = boost::urls::parse_uri(text);
  if (!parsed) return std::nullopt;
  const boost::urls::url_view& url = *parsed;
  http_url made;
  made.tls = url.scheme_id() == boost::urls::scheme::https;
  if (!made.tls && url.scheme_id() != boost::urls::scheme::http) return std::nullopt;
  made.host = url.host_address();
  if (made.host.empty() || url.has_userinfo()) return std::nullopt;
  made.port = made.tls ? 443 : 80;
  if (const std::string_view port(url.port()); !port.empty()) {
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), made.port);
    if (error != std::errc() || made.port == 0) return std::nullopt;
  }
  made.target = std::string(std::string_view(url.encoded_target()));
  if (!made.target.starts_with('/')) made.target.insert(0, "/");
  return made;
}

bool playable(const http_url& url) {
  const std::string_view path = std::string_view(url.target).substr(0, url.target.find('?'));
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  if (dot == name.npos) return true;
  std::string extension(name.substr(dot + 1));
  for (char& letter : extension) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  constexpr std::array<std::string_view, 4> known{"mp3", "wav", "opus", "ogg"};
  return std::ranges::find(known, extension) != known.end();
}

}  // namespace ramal::engine
