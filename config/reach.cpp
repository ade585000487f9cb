#include "config/reach.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "config/letters.hpp"
#include "config/networks.hpp"

namespace ramal::config {
namespace {

// RFC 6890 and RFC 6598: what no route of the internet leads to.
constexpr std::array<std::string_view, 17> own_networks{
    "0.0.0.0/8",    "10.0.0.0/8",   "100.64.0.0/10",  "127.0.0.0/8",   "169.254.0.0/16",  "172.16.0.0/12",
    "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "240.0.0.0/4",  "::/127",       "fc00::/7",       "fe80::/10",     "2001:db8::/32"};
constexpr std::array<std::string_view, 3> own_loopback{"127.0.0.0/8", "::1", "::ffff:127.0.0.0/104"};
constexpr std::array<std::string_view, 14> own_names{"localhost", "local", "localdomain", "internal", "intranet",
                                                     "lan",       "home",  "home.arpa",   "corp",     "private",
                                                     "svc",       "test",  "invalid",     "docker"};

std::vector<network> parsed_all(std::span<const std::string_view> texts) {
  std::vector<network> all;
  for (const auto text : texts) {
    if (auto one = parse_network(text); one.has_value()) all.push_back(*one);
  }
  return all;
}

bool is_name_of(std::string_view host, std::string_view domain) {
  return host == domain ||
         (host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
}

}  // namespace

bool is_loopback(const ip_address& address) {
  static const std::vector<network> blocks = parsed_all(own_loopback);
  return any_holds(blocks, address);
}

bool is_wildcard(const ip_address& address) {
  ip_address four{};
  four[10] = four[11] = 0xff;
  return address == ip_address{} || address == four;
}

bool is_public(const ip_address& address) {
  static const std::vector<network> blocks = parsed_all(own_networks);
  return !any_holds(blocks, address);
}

bool is_public_host(std::string_view host) {
  if (const auto literal = parse_ip(host)) return is_public(*literal);
  std::string name = lower(host);
  if (name.ends_with('.')) name.pop_back();
  if (name.find('.') == std::string::npos) return false;
  return std::none_of(own_names.begin(), own_names.end(), [&](std::string_view one) { return is_name_of(name, one); });
}

bool is_loopback_host(std::string_view host) {
  if (const auto literal = parse_ip(host)) return is_loopback(*literal);
  return is_name_of(lower(host), "localhost");
}

}  // namespace ramal::config
