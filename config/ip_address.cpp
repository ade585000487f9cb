#include "config/ip_address.hpp"

#include <arpa/inet.h>

#include <algorithm>

namespace ramal::config {
namespace {

constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

bool is_v4(const ip_address& value) { return std::equal(mapped.begin(), mapped.end(), value.begin()); }

std::optional<ip_address> parse_ip(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> copy{};
  if (text.empty() || text.size() >= copy.size() || text.find('\0') != std::string_view::npos) return std::nullopt;
  text.copy(copy.data(), text.size());
  ip_address result{};
  if (::inet_pton(AF_INET6, copy.data(), result.data()) == 1) return result;
  std::copy(mapped.begin(), mapped.end(), result.begin());
  if (::inet_pton(AF_INET, copy.data(), result.data() + mapped.size()) == 1) return result;
  return std::nullopt;
}

std::string print_ip(const ip_address& value) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool v4 = is_v4(value);
  ::inet_ntop(v4 ? AF_INET : AF_INET6, value.data() + (v4 ? mapped.size() : 0), text.data(), text.size());
  return text.data();
}

}  // namespace ramal::config
