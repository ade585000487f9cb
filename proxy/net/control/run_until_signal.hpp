#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>

#include "proxy/net/control/companion.hpp"
#include "proxy/net/control/configuration_file.hpp"
#include "proxy/net/server/server.hpp"

namespace ramal::net {

// Runs the gateway, and its loop on this thread, until a signal ends it (signals.hpp). The end: for limits.drain_delay
// it only says that it is not ready, then it finishes what is in flight for at most limits.drain_timeout; a second
// signal, or the deadline, ends the rest (http-rules.md O4, O5). `source` is where the gateway's settings came from, to
// be loaded again when it changes (O1); null: never. `beside` may be null. `serving` is called as soon as the workers
// run.
void run_until_signal(boost::asio::io_context& loop, server& gateway, configuration_file* source, companion* beside,
                      const std::function<void()>& serving);

// Waits for a signal that ends the program, where there is no gateway. `serving` is called once such a signal is
// listened to: only then the program says that it serves.
void wait_for_signal(const std::function<void()>& serving);

}  // namespace ramal::net
