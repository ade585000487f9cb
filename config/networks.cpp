#include "config/networks.hpp"

#include <algorithm>
#include <charconv>

namespace ramal::config {
namespace {

constexpr unsigned mapped_bits = 96;  // in front of an IPv4 address

// Whether the first `prefix` bits are the same.
bool same_start(const ip_address& one, const ip_address& other, unsigned prefix) {
  const std::size_t whole = prefix / 8;
  if (!std::equal(one.begin(), one.begin() + static_cast<std::ptrdiff_t>(whole), other.begin())) return false;
  const unsigned rest = prefix % 8;
  return rest == 0 || (one[whole] ^ other[whole]) >> (8 - rest) == 0;
}

ip_address cut(const network& value) {
  ip_address result{};
  for (unsigned bit = 0; bit < value.prefix; ++bit)
    result[bit / 8] = static_cast<std::uint8_t>(result[bit / 8] | (value.bytes[bit / 8] & (0x80u >> bit % 8)));
  return result;
}

}  // namespace

parsed<network> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  const auto literal = parse_ip(text.substr(0, slash));
  if (!literal) return wrong(shown(text) + " is no network: write one such as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32");
  const bool v4 = text.find(':') == std::string_view::npos;
  const unsigned most = v4 ? 32 : 128;
  network result;
  result.bytes = *literal;
  if (slash == std::string_view::npos) return result;
  const std::string_view digits = text.substr(slash + 1);
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  const bool zero_ahead = digits.size() > 1 && digits.front() == '0';
  if (error != std::errc{} || end != digits.data() + digits.size() || bits > most || zero_ahead)
    return wrong(shown(text) + " has a malformed prefix length: write a number from 0 to " + std::to_string(most) +
                 " after '/'");
  result.prefix = v4 ? bits + mapped_bits : bits;
  if (cut(result) == result.bytes) return result;
  result.bytes = cut(result);
  return wrong(shown(text) + " has bits behind its prefix: write " + print_network(result));
}

std::string print_network(const network& value) {
  const bool v4 = value.prefix >= mapped_bits && is_v4(value.bytes);
  return print_ip(value.bytes) + "/" + std::to_string(v4 ? value.prefix - mapped_bits : value.prefix);
}

bool any_holds(std::span<const network> blocks, const ip_address& address) {
  return std::any_of(blocks.begin(), blocks.end(),
                     [&](const network& one) { return same_start(one.bytes, address, one.prefix); });
}

}  // namespace ramal::config
