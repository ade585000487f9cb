#include "proxy/wire/forwarded.hpp"

#include <algorithm>

#include "config/networks.hpp"
#include "proxy/wire/head_lines.hpp"

namespace ramal::wire {
namespace {

using config::ip_address;

// 192.0.2.1, 192.0.2.1:80, 2001:db8::1, [2001:db8::1], [2001:db8::1]:80. The port is not used.
std::optional<ip_address> parse_element(std::string_view text) {
  if (text.starts_with('[')) return config::parse_ip(text.substr(1, std::max<std::size_t>(text.find(']'), 1) - 1));
  const bool one_colon = std::count(text.begin(), text.end(), ':') == 1;
  return config::parse_ip(one_colon ? text.substr(0, text.find(':')) : text);
}

// Read from the left, the last word counts.
struct verdict {
  std::optional<ip_address> untrusted{};
  std::optional<ip_address> first_trusted{};

  void take(std::string_view element, std::span<const config::network> trusted) {
    const auto one = parse_element(element);
    if (!one) *this = {};
    else if (!config::any_holds(trusted, *one)) untrusted = one;
    else if (!first_trusted) first_trusted = one;
  }
};

}  // namespace

std::optional<ip_address> find_forwarded_client(std::string_view head, std::span<const config::network> trusted) {
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
