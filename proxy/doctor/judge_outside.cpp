#include "proxy/doctor/judge_outside.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "config/networks.hpp"

namespace ramal::doctor {
namespace {

constexpr std::string_view outside = "outside";

// As a proxy beside the gateway has one: of this machine, of a private network, or of one link.
constexpr std::array<std::string_view, 8> near_networks{
    "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1", "fc00::/7", "fe80::/10"};

// `address`: without its port, as the log writes it.
bool is_near(std::string_view address) {
  if (address.starts_with('[')) address = address.substr(1, address.find(']') - 1);
  const auto ip = config::parse_ip(address);
  return ip && std::ranges::any_of(near_networks, [&](std::string_view text) {
           const auto network = config::parse_network(text);
           return network.has_value() && config::any_holds(std::span(&*network, 1), *ip);
         });
}

std::string without_port(std::string_view address) { return std::string(address.substr(0, address.rfind(':'))); }

}  // namespace

finding judge_reach(std::string_view url, std::string_view mount, const outside_answer& got) {
  const std::string at(url);
  if (got.status == 0)
    return {outside, "outside", level::failure, at + ": " + std::string(got.error),
            "look at the proxy's log, its certificate and the firewall; curl -v " + at + "/server/ok shows the way"};
  const bool is_ours = got.body.find("\"ROUTE_NOT_FOUND\"") != got.body.npos;
  if (got.status == 404 && is_ours)
    return {
        outside, "outside-path", level::failure, at + " leads to Ramal, but not below its mount " + std::string(mount),
        "let the proxy pass the path on as it comes (nginx: proxy_pass without a path behind the port), or set mount "
        "to what is left of it"};
  if (got.status == 503 && got.body.find("\"NOT_READY\"") != got.body.npos)
    return {outside, "outside", level::warning, at + " leads to a gateway that is about to stop", "ask again"};
  if (got.status != 200 || got.body.find("\"status\"") == got.body.npos)
    return {outside, "outside", level::failure,
            at + " is answered " + std::to_string(got.status) + " by something else",
            "let the proxy send this path to the gateway; curl -i " + at + "/server/ok shows who answers"};
  return {outside, "outside", level::good, at + " leads to a gateway"};
}

finding judge_without_key(const outside_answer& got) {
  if (got.status == 401)
    return {outside, "outside-key", level::good, "a request without a key is refused from outside"};
  if (got.status == 200)
    return {outside, "outside-key", level::failure,
            "a request without a key is served from outside: the proxy adds one",
            "take the key out of the proxy's configuration: who reaches it can call"};
  return {outside, "outside-key", level::warning,
          "a request without a key is answered " + std::to_string(got.status) + " from outside, not 401",
          "let the proxy pass answers on as they come"};
}

finding judge_client_address(std::string_view seen, std::string_view forged, const config::gateway& settings) {
  const std::string address = without_port(seen);
  if (address == forged)
    return {
        outside, "outside-address", level::warning,
        "X-Forwarded-For is believed as a client sends it: every client can choose its address",
        "let the proxy set it anew, and name in trusted_proxies the proxies alone (this is right if this machine is one)"};
  if (settings.trusted_proxies.empty() && is_near(address))
    return {outside, "outside-address", level::warning,
            "requests from outside come from " + address + ": if that is a proxy, all clients are one to the limits",
            "name it in trusted_proxies, and let it send X-Forwarded-For"};
  return {outside, "outside-address", level::good, "a request from outside comes from " + address};
}

finding judge_patience(const config::gateway& settings) {
  const auto longest = settings.limits.queue_timeout + settings.engine.connect_timeout + settings.engine.total_timeout;
  const auto seconds = std::to_string((longest.count() + 999) / 1'000);
  return {outside, "outside-timeout", level::good,
          "an answer may take " + seconds +
              " s: a proxy that waits for less ends calls that ring (nginx: "
              "proxy_read_timeout, HAProxy: timeout server)"};
}

}  // namespace ramal::doctor
