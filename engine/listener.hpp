// A listening socket and the loop that accepts from it.
#pragma once

#include <functional>
#include <string_view>

#include "config/model.hpp"
#include "engine/net.hpp"

namespace ramal::engine {

inline constexpr std::size_t most_connections = 10'000;  // both listeners; beyond it new ones are closed at once

struct binding {
  const config::listener& at;
  std::string_view setting;   // where it is configured, for messages
  bool without_ipv4 = false;  // on `::`: another listener takes IPv4 on this port
};

// Throws std::system_error whose text names the address and what to do.
tcp::acceptor bind_listener(asio::io_context& context, const binding& wanted);

// Gives every connection to `serve`, as a coroutine of its own. Ends when the acceptor is closed.
using session = std::function<asio::awaitable<void>(tcp::socket)>;
asio::awaitable<void> run_listener(tcp::acceptor& acceptor, session serve, const open_streams& open);

}  // namespace ramal::engine
