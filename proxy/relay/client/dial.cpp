#include "proxy/relay/client/dial.hpp"

#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "proxy/net/loop/engine_reasons.hpp"
#include "proxy/relay/client/address_rules.hpp"

namespace ramal::relay {
namespace {

using clock = wait_guard::clock;
using routes::reason;

constexpr std::size_t most_addresses = 8;  // of a name are tried

struct name_slot {
  explicit name_slot(asio::io_context& loop) : wake(loop, asio::steady_timer::time_point::max()) {}
  asio::steady_timer wake;
  std::optional<found_host> found;
};

asio::awaitable<found_host> find_host(client_parts& parts, wait_guard& guard, const std::string& host) {
  const auto slot = std::make_shared<name_slot>(parts.loop);
  const auto wake = [slot] { slot->wake.cancel(); };
  guard.ends_by(wake);
  parts.names->find(host, [slot, wake](const found_host& found) {
    slot->found = found;
    wake();
  });
  if (!slot->found) co_await slot->wake.async_wait(as_result);
  found_host found;
  found.why_none = reason::no_name_server;
  if (slot->found) found = *slot->found;
  co_return found;
}

// A UDP socket sends nothing when it is connected; from an address of this machine's own it leads to itself.
bool is_local(asio::io_context& loop, const tcp::endpoint& to) {
  using asio::ip::udp;
  error_code error;
  udp::socket probe(loop);
  probe.open(to.address().is_v4() ? udp::v4() : udp::v6(), error);
  if (!error) probe.connect(udp::endpoint(to.address(), to.port()), error);
  return !error && probe.local_endpoint(error).address() == to.address() && !error;
}

refused_address judge(client_parts& parts, const tcp::endpoint& to) {
  bool may_be_own = false;
  for (const tcp::endpoint& one : parts.own) may_be_own = may_be_own || one.port() == to.port();
  return judge_address(to, parts.own, may_be_own && is_local(parts.loop, to));
}

// One address, TCP and TLS.
asio::awaitable<reason> connect(connection& to, tcp::endpoint where, wait_guard& guard, const dial_target& target) {
  const error_code error = co_await to.connect(where);
  if (guard.passed()) co_return reason::connect_timeout;
  if (error) co_return net::reason_of_connect(error.value());
  if (!target.tls) co_return reason::none;
  net::ssl_ptr session = target.tls->open(target.tls_name);
  if (!session) co_return reason::out_of_memory;
  const reason why = co_await to.shake_hands(std::move(session));
  co_return guard.passed() ? reason::tls_timeout : why;
}

failed failure_of_connect(reason why) { return failure_of(why, delivery_failure::connect); }

}  // namespace

asio::awaitable<dialled> dial(std::shared_ptr<client_parts> parts, std::shared_ptr<wait_guard> guard,
                              const dial_target& target, clock::time_point until) {
  dialled result;
  guard->limit_to(until);
  const found_host found = co_await find_host(*parts, *guard, target.url.host);
  result.why = failure_of_connect(found.why_none);
  std::size_t left = std::min(found.addresses.size(), most_addresses);
  for (std::size_t i = 0; left > 0 && !guard->stopped(); ++i, --left) {
    const tcp::endpoint to(found.addresses[i], target.url.port);
    if (const refused_address refused = judge(*parts, to); refused != refused_address::none) {
      result.refused = "its address " + to.address().to_string() + " " + std::string(text(refused));
      continue;
    }
    result.refused.clear();
    const auto made = std::make_shared<connection>(parts->loop);
    guard->ends_by([made] { made->close(); });
    const auto now = clock::now();
    guard->limit_to(now + (until - now) / static_cast<int>(left));
    const reason why = co_await connect(*made, to, *guard, target);
    if (why == reason::none && !guard->over()) {
      result.made = made;
      co_return result;
    }
    made->close();
    result.why = failure_of_connect(why);
  }
  parts->names->forget(target.url.host);
  co_return result;
}

}  // namespace ramal::relay
