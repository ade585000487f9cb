#include "proxy/flow/transit.hpp"

#include <algorithm>

namespace ramal::flow {
namespace {

using routes::failure;
using routes::failure_kind;

constexpr std::chrono::hours longest_wait{24};

// What one stream is to be waited for by both ways.
interest both(interest one, interest other) {
  if (one == interest::none || one == other) return other;
  return other == interest::none ? one : interest::read_write;
}

}  // namespace

task<outcome> transit::run() {
  bool client_ready = false, server_ready = false;
  for (;;) {
    up_.step(client_ready);
    down_.step(server_ready, up_.is_done());
    if (down_.is_done()) co_return std::nullopt;
    outcome over = problem();
    if (over) co_return over;
    const interest of_client = both(up_.of_client(), down_.of_client());
    const interest of_server = both(up_.of_server(), down_.of_server());
    const bool whole = !up_.is_going();
    const time_point began = in_.parts.clock.now();
    const std::chrono::nanoseconds patience = std::min(up_.patience(), down_.patience(whole));
    const time_point until = began + std::min<std::chrono::nanoseconds>(patience, longest_wait);
    wait_result why = wait_result::ready;
    if (of_client == interest::none) {
      disconnect_watch watch(in_.client);
      why = co_await ready(server_, of_server, until, false, &watch);
      if (watch.happened()) co_return failure(failure_kind::client_gone);
      client_ready = false;
      server_ready = why == wait_result::ready;
    } else {
      const either_result how = co_await ready_either(in_.client, of_client, server_, of_server, until);
      why = how.why;
      client_ready = how.first;
      server_ready = how.second;
    }
    if (why == wait_result::cancelled) co_return failure(failure_kind::stopped);
    const time_point now = in_.parts.clock.now();
    up_.waited(now - began);
    down_.waited(now - began, whole);
    if (why == wait_result::timeout) {
      outcome too_late = late();
      if (too_late) co_return too_late;
    }
  }
}

// Deadlines are as exact as ticks: what is a tick short of its patience is late, too.
outcome transit::late() {
  if (up_.patience() <= down_.patience(!up_.is_going())) up_.be_late();
  else down_.be_late();
  return problem();
}

// A server that takes no more of a request may have answered it; it will not wait for the rest of it.
outcome transit::problem() const {
  if (down_.problem()) return down_.problem();
  if (up_.problem()) return up_.problem();
  return std::nullopt;
}

}  // namespace ramal::flow
