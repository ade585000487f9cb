#include "proxy/wire/forwarded.hpp"

#include <arpa/inet.h>

#include <algorithm>

#include "config/networks.hpp"
#include "proxy/wire/head_lines.hpp"

namespace ramal::wire {
namespace {

using address = std::array<std::uint8_t, 16>;

std::optional<address> parse_literal(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> copy{};
  if (text.empty() || text.size() >= copy.size()) return std::nullopt;
  text.copy(copy.data(), text.size());
  address result{};
  if (::inet_pton(AF_INET6, copy.data(), result.data()) == 1) return result;
  if (::inet_pton(AF_INET, copy.data(), result.data() + 12) != 1) return std::nullopt;
  result[10] = result[11] = 0xff;
  return result;
}

// 192.0.2.1, 192.0.2.1:80, 2001:db8::1, [2001:db8::1], [2001:db8::1]:80. The port is of no interest.
std::optional<address> parse_element(std::string_view text) {
  if (text.starts_with('[')) return parse_literal(text.substr(1, std::max<std::size_t>(text.find(']'), 1) - 1));
  const bool one_colon = std::count(text.begin(), text.end(), ':') == 1;
  return parse_literal(one_colon ? text.substr(0, text.find(':')) : text);
}

// Read from the left, the last word counts.
struct verdict {
  std::optional<address> untrusted{};
  std::optional<address> first_trusted{};

  void take(std::string_view element, std::span<const config::network> trusted) {
    const auto one = parse_element(element);
    if (!one) *this = {};
    else if (!config::any_holds(trusted, *one)) untrusted = one;
    else if (!first_trusted) first_trusted = one;
  }
};

}  // namespace

std::optional<address> find_forwarded_client(std::string_view head, std::span<const config::network> trusted) {
  verdict found;
  head_lines lines;
  std::string_view line;
  field one;
  while (lines.next(head, line) == head_lines::found::line) {
    if (!parse_field(line, one) || !is_name(one.name, "x-forwarded-for")) continue;
    for (std::string_view rest = one.value;;) {
      const std::size_t comma = rest.find(',');
      found.take(trim(rest.substr(0, comma)), trusted);
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  return found.untrusted ? found.untrusted : found.first_trusted;
}

}  // namespace ramal::wire
