#include "proxy/wire/host.hpp"

#include "config/ip_address.hpp"
#include "proxy/wire/text.hpp"

namespace ramal::wire {
namespace {

constexpr std::size_t most_name = 255;

bool is_ipv6(std::string_view text) {
  return text.find(':') != std::string_view::npos && config::parse_ip(text).has_value();
}

bool parse_port(std::string_view digits, std::uint16_t& port) {
  if (digits.empty() || digits.size() > 5) return false;
  unsigned sum = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return false;
    sum = sum * 10 + static_cast<unsigned>(c - '0');
  }
  port = static_cast<std::uint16_t>(sum);
  return sum <= 65'535;
}

}  // namespace

bool parse_host(std::string_view text, host_and_port& out) {
  std::size_t end = 0;
  if (!text.empty() && text.front() == '[') {
    end = text.find(']');
    if (end == std::string_view::npos || !is_ipv6(text.substr(1, end - 1))) return false;
    ++end;
  } else {
    while (end < text.size() && is(text[end], name_char)) ++end;
    if (end == 0 || end > most_name) return false;
  }
  out.host = text.substr(0, end);
  out.has_port = end < text.size();
  return !out.has_port || (text[end] == ':' && parse_port(text.substr(end + 1), out.port));
}

bool same_host(const host_and_port& a, const host_and_port& b, std::uint16_t default_port) {
  const std::uint16_t port_a = a.has_port ? a.port : default_port;
  const std::uint16_t port_b = b.has_port ? b.port : default_port;
  return port_a == port_b && equal_ignoring_case(a.host, b.host);
}

}  // namespace ramal::wire
