#include "engine/media_address.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "config/letters.hpp"

namespace ramal::engine {

namespace {

using config::is_digit;

constexpr std::size_t longest_host = 255;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name_byte(char c) { return is_digit(c) || is_letter(c) || c == '-' || c == '.' || c == '_'; }

bool is_port_or_nothing(std::string_view text) {
  return text.empty() || (text.front() == ':' && std::ranges::all_of(text.substr(1), is_digit));
}

std::string bracketed(const boost::asio::ip::address& address) {
  return address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
}

// 0.0.0.0, [::] or the first one written as an IPv6 address.
bool is_every_address(const boost::asio::ip::address& address) {
  if (address.is_unspecified()) return true;
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return false;
  return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6()).is_unspecified();
}

}  // namespace

std::optional<std::string> host_of(std::string_view authority) {
  if (authority.size() > longest_host) return std::nullopt;
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == authority.npos || !is_port_or_nothing(authority.substr(end + 1))) return std::nullopt;
    boost::system::error_code error;
    boost::asio::ip::make_address_v6(std::string(authority.substr(1, end - 1)), error);
    return error ? std::nullopt : std::optional(std::string(authority.substr(0, end + 1)));
  }
  const std::size_t end = std::min(authority.find(':'), authority.size());
  const std::string_view host = authority.substr(0, end);
  if (host.empty() || !std::ranges::all_of(host, is_name_byte)) return std::nullopt;
  return is_port_or_nothing(authority.substr(end)) ? std::optional(std::string(host)) : std::nullopt;
}

media_address::media_address(const config::reference_engine& settings, std::uint16_t port)
    : tail_(":" + std::to_string(port) + std::string(media_path)) {
  boost::system::error_code error;
  const auto listens = boost::asio::ip::make_address(settings.media.host, error);
  fallback_ = listens.is_v6() ? "[::1]" : "127.0.0.1";
  if (!settings.media_url.empty()) {
    fixed_ = settings.media_url + std::string(media_path);
  } else if (!error && !is_every_address(listens)) {
    fixed_ = "ws://" + bracketed(listens) + tail_;
  }
}

std::string media_address::base(std::string_view asked) const {
  if (!fixed_.empty()) return fixed_;
  return "ws://" + host_of(asked).value_or(fallback_) + tail_;
}

}  // namespace ramal::engine
