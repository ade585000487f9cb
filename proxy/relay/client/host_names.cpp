#include "proxy/relay/client/host_names.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "proxy/net/upstream/name_lookup.hpp"

namespace ramal::relay {

namespace ip = boost::asio::ip;

namespace {

constexpr std::size_t many_entries = 1'024;
constexpr std::uint16_t any_port = 1;  // c-ares takes 0 for a mistake

ip::address address_of(const net::socket_address& from) {
  const auto bytes = net::bytes_of(from);
  const ip::address_v6 whole(bytes);
  if (from.storage.ss_family == AF_INET) return ip::make_address_v4(ip::v4_mapped, whole);
  return whole;
}

}  // namespace

void host_names::find(const std::string& host, taker then) {
  boost::system::error_code no_literal;
  const ip::address literal = ip::make_address(host, no_literal);
  if (!no_literal) {
    found_host found;
    found.addresses.push_back(literal);
    return then(found);
  }
  drop_old();
  entry& known = entries_[host];
  if (!known.under_way && clock::now() < known.valid_until) return then(known.found);
  known.waiting.push_back(std::move(then));
  if (!known.under_way) look_up(host, known);
}

void host_names::forget(const std::string& host) {
  const auto known = entries_.find(host);
  if (known != entries_.end()) known->second.valid_until = {};
}

void host_names::look_up(const std::string& host, entry& into) {
  try {
    const auto names = std::make_shared<net::name_lookup>(loop_, servers_);
    into.under_way = names;
    names->begin(host, any_port, [weak = weak_from_this(), host](const net::name_answer& answer) {
      if (const auto self = weak.lock()) self->take(host, answer);
    });
  } catch (const std::exception& problem) {
    spdlog::warn("the name of a webhook's host cannot be looked up: {}", problem.what());
    net::name_answer none;
    none.why_none = routes::reason::no_name_server;
    take(host, none);
  }
}

void host_names::take(const std::string& host, const net::name_answer& answer) {
  entry& known = entries_[host];
  known.found = {};
  known.found.why_none = answer.why_none;
  for (const net::socket_address& one : answer.addresses) known.found.addresses.push_back(address_of(one));
  known.valid_until = answer.addresses.empty() ? clock::time_point() : clock::now() + answer.ttl;
  const auto over = std::move(known.under_way);  // c-ares goes when this returns
  const found_host found = known.found;          // a taker may ask for more names
  for (const taker& then : std::exchange(known.waiting, {})) then(found);
}

void host_names::drop_old() {
  if (entries_.size() < many_entries) return;
  const auto now = clock::now();
  std::erase_if(entries_, [now](const auto& one) { return !one.second.under_way && one.second.valid_until <= now; });
}

}  // namespace ramal::relay
