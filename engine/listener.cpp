#include "engine/listener.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <system_error>

#include "config/addresses.hpp"
#include "config/bind_advice.hpp"

namespace ramal::engine {
namespace {

constexpr const char* for_the_demo = " (for the demo, --port 0 takes free ones)";

}  // namespace

tcp::acceptor bind_listener(asio::io_context& context, const binding& wanted) {
  error_code error;
  tcp::acceptor acceptor(context);
  const auto address = asio::ip::make_address(wanted.at.host, error);
  const tcp::endpoint endpoint(address, wanted.at.port);
  if (!error) acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && address.is_v6()) {
    const bool only_v6 = !address.to_v6().is_v4_mapped() && (!address.is_unspecified() || wanted.without_ipv4);
    acceptor.set_option(asio::ip::v6_only(only_v6), error);
  }
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error)
    throw std::system_error(
        std::error_code(error),
        "the reference engine cannot listen on " + config::print_listener(wanted.at) + ": " +
            config::bind_advice(error.value(), wanted.at, std::string(wanted.setting) + for_the_demo));
  return acceptor;
}

namespace {

void report(const std::exception_ptr& failure) {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& bug) { spdlog::error("engine: a session failed: {}", bug.what()); }
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
