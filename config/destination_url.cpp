#include "config/destination_url.hpp"

#include <algorithm>

#include "config/addresses.hpp"
#include "config/letters.hpp"

namespace ramal::config {
namespace {

constexpr std::size_t longest_url = 2'048;

// RFC 3986's characters of a path and a query; '%' only in front of two hex digits.
bool is_target(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c <= ' ' || c > '~' || std::string_view("\"<>\\^`{|}#").find(c) != std::string_view::npos) return false;
    if (c == '%' && (i + 2 >= text.size() || !is_hex_digit(text[i + 1]) || !is_hex_digit(text[i + 2]))) return false;
  }
  return true;
}

}  // namespace

parsed<destination_url> parse_destination_url(std::string_view text) {
  if (text.size() > longest_url) return wrong("is longer than 2048 bytes: write a shorter URL");
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos)
    return wrong("must begin with https:// or http://, such as https://bot.example.com/webhook");
  const auto end = std::min(text.find_first_of("/?#", scheme_end + 3), text.size());
  const auto base = parse_base_url(text.substr(0, end));
  if (!base.has_value()) return base.error();
  std::string_view target = text.substr(end);
  if (target.find('#') != std::string_view::npos) return wrong("holds a fragment: remove everything from '#' on");
  if (!is_target(target))
    return wrong("the path or query holds what no URL may hold: write such bytes as % and two hex digits");
  return destination_url{base->tls, base->host, base->port, (target.starts_with('/') ? "" : "/") + std::string(target)};
}

std::string without_query(std::string_view url) {
  const auto at = url.find('?');
  return at == std::string_view::npos ? std::string(url) : std::string(url.substr(0, at)) + "?***";
}

}  // namespace ramal::config
