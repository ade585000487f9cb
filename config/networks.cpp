#include "config/networks.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace ramal::config {
namespace {

constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned mapped_bits = 96;

bool is_mapped(const network& value) {
  return value.prefix >= mapped_bits && std::equal(mapped.begin(), mapped.end(), value.bytes.begin());
}

std::optional<network> parse_literal(const std::string& text) {
  network result;
  if (inet_pton(AF_INET6, text.c_str(), result.bytes.data()) == 1) return result;
  std::copy(mapped.begin(), mapped.end(), result.bytes.begin());
  if (inet_pton(AF_INET, text.c_str(), result.bytes.data() + mapped.size()) == 1) return result;
  return std::nullopt;
}

// Whether the first `prefix` bits are the same.
bool same_start(const std::array<std::uint8_t, 16>& one, const std::array<std::uint8_t, 16>& other, unsigned prefix) {
  const std::size_t whole = prefix / 8;
  if (!std::equal(one.begin(), one.begin() + static_cast<std::ptrdiff_t>(whole), other.begin())) return false;
  const unsigned rest = prefix % 8;
  return rest == 0 || (one[whole] ^ other[whole]) >> (8 - rest) == 0;
}

std::array<std::uint8_t, 16> cut(const network& value) {
  std::array<std::uint8_t, 16> result{};
  for (unsigned bit = 0; bit < value.prefix; ++bit)
    result[bit / 8] = static_cast<std::uint8_t>(result[bit / 8] | (value.bytes[bit / 8] & (0x80u >> bit % 8)));
  return result;
}

}  // namespace

parsed<network> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  auto result = parse_literal(std::string(text.substr(0, slash)));
  if (!result) return wrong(shown(text) + " is no network: write one such as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32");
  const bool v4 = text.find(':') == std::string_view::npos;
  const unsigned most = v4 ? 32 : 128;
  if (slash == std::string_view::npos) return *result;
  const std::string_view digits = text.substr(slash + 1);
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  const bool zero_ahead = digits.size() > 1 && digits.front() == '0';
  if (error != std::errc{} || end != digits.data() + digits.size() || bits > most || zero_ahead)
    return wrong(shown(text) + " has a malformed prefix length: write a number from 0 to " + std::to_string(most) +
                 " after '/'");
  result->prefix = v4 ? bits + mapped_bits : bits;
  if (cut(*result) == result->bytes) return *result;
  result->bytes = cut(*result);
  return wrong(shown(text) + " has bits behind its prefix: write " + print_network(*result));
}

std::string print_network(const network& value) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool v4 = is_mapped(value);
  inet_ntop(v4 ? AF_INET : AF_INET6, value.bytes.data() + (v4 ? mapped.size() : 0), text.data(), text.size());
  return std::string(text.data()) + "/" + std::to_string(v4 ? value.prefix - mapped_bits : value.prefix);
}

bool any_holds(std::span<const network> blocks, const std::array<std::uint8_t, 16>& address) {
  return std::any_of(blocks.begin(), blocks.end(),
                     [&](const network& one) { return same_start(one.bytes, address, one.prefix); });
}

}  // namespace ramal::config
