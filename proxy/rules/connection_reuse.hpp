// Which connections to the engine may carry one more request (http-rules.md U4, U5, U11). Pure.
#pragma once

#include <chrono>
#include <cstddef>

namespace ramal::rules {

using clock = std::chrono::steady_clock;

// The bounds of one connection to the engine.
struct reuse_limits {
  std::chrono::milliseconds post_idle_max{4'000};
  std::chrono::milliseconds idle_timeout{60'000};
  std::chrono::seconds max_age{300};
  std::size_t max_requests = 1'000;
};

// What is known of an idle connection.
struct idle_facts {
  clock::time_point opened;
  clock::time_point idle_since;
  std::size_t requests = 0;
  bool has_unread = false;  // bytes or an end that nobody asked for
};

// Whether a request may go on this connection now. A POST needs more than a GET: it is never retried, so it avoids
// connections that the engine may just be closing.
bool may_take(const idle_facts& facts, bool idempotent, clock::time_point now, const reuse_limits& limits);

// Whether the connection may wait for another request.
bool may_keep(const idle_facts& facts, clock::time_point now, const reuse_limits& limits);

}  // namespace ramal::rules
