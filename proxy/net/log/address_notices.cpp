#include "proxy/net/log/address_notices.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <string>
#include <utility>

namespace ramal::net {
namespace {

// Of the address in a client's text, which may have a port.
std::string without_port(const flow::client_origin& from) {
  const std::string& text = from.text;
  if (text.starts_with('[')) return text.substr(1, text.find(']') - 1);
  const auto colon = text.find(':');
  const bool v4 = colon == text.rfind(':');
  return v4 ? text.substr(0, colon) : text;
}

std::string more(std::uint64_t count) {
  return count == 0 ? std::string() : "; " + std::to_string(count) + " more since the last such line";
}

}  // namespace

void address_notices::report(turned_away what, const flow::client_origin& from, std::size_t limit, time_point now) {
  std::uint64_t count = 0;
  {
    const std::lock_guard lock(mutex_);
    entry& found = find(what, from.name, now);
    found.last = now;
    const bool due = found.said_at == time_point{} || now - found.said_at >= rules::between_lines;
    if (!due || !lines_.take(now)) {
      ++found.unsaid;
      return;
    }
    found.said_at = now;
    count = std::exchange(found.unsaid, 0) + std::exchange(others_, 0);
  }
  if (what == turned_away::connection)
    spdlog::warn(
        "{} has as many connections as one address may have (limits.connections_per_address: {}), and more "
        "are closed: raise that limit, or name the address in trusted_proxies if it is your proxy{}",
        without_port(from), limit, more(count));
  else
    spdlog::warn(
        "{} is locked out after too many wrong keys (limits.unauthorized_per_minute: {}): correct the clients "
        "there, the access log has their reasons; if it is your proxy name it in trusted_proxies{}",
        without_port(from), limit, more(count));
}

// An address that was quiet for a while counts as new. The one that was quiet for the longest time is replaced.
address_notices::entry& address_notices::find(turned_away what, std::uint64_t name, time_point now) {
  auto found = std::find_if(recent_.begin(), recent_.end(),
                            [&](const entry& one) { return one.what == what && one.name == name; });
  if (found != recent_.end() && now - found->last < rules::between_lines) return *found;
  if (found == recent_.end())
    found = std::min_element(recent_.begin(), recent_.end(),
                             [](const entry& one, const entry& other) { return one.last < other.last; });
  others_ += found->unsaid;
  *found = entry{what, name, 0, {}, now};
  return *found;
}

}  // namespace ramal::net
