#pragma once

#include <chrono>
#include <functional>

#include "proxy/net/server.hpp"

namespace ramal::net {

// Runs the gateway until SIGTERM or SIGINT, then finishes what is in flight for at most `drain_timeout`; a second
// signal, or the deadline, ends the rest (http-rules.md O4, O5). SIGHUP reloads certificates. `serving` is called once the workers run.
void run_until_signal(server& gateway, std::chrono::milliseconds drain_timeout, const std::function<void()>& serving);

// Waits for SIGTERM or SIGINT.
void wait_for_signal();

}  // namespace ramal::net
