#include "engine/listener.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <system_error>

namespace ramal::engine {

tcp::acceptor bind_listener(asio::io_context& context, const config::listener& at) {
  error_code error;
  tcp::acceptor acceptor(context);
  const auto address = asio::ip::make_address(at.host, error);
  const tcp::endpoint endpoint(address, at.port);
  if (!error) acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    const std::string place = at.host + ":" + std::to_string(at.port);
    throw std::system_error(std::error_code(error), "engine cannot listen on " + place);
  }
  return acceptor;
}

namespace {

void report(std::exception_ptr failure) {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& bug) {
    spdlog::error("engine: a session failed: {}", bug.what());
  }
}

}  // namespace

asio::awaitable<void> run_listener(tcp::acceptor& acceptor, session serve, const open_streams& open) {
  asio::steady_timer pause(co_await asio::this_coro::executor);
  while (acceptor.is_open()) {
    auto [error, socket] = co_await acceptor.async_accept(as_result);
    if (error == asio::error::operation_aborted) break;
    if (error) {  // out of descriptors: give sessions time to end
      pause.expires_after(std::chrono::milliseconds(100));
      co_await pause.async_wait(as_result);
      continue;
    }
    if (open.size() >= most_connections) continue;  // closes it
    socket.set_option(tcp::no_delay(true), error);
    asio::awaitable<void> one = serve(std::move(socket));
    asio::co_spawn(acceptor.get_executor(), std::move(one), report);
  }
}

}  // namespace ramal::engine
