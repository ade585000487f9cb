#include "tests/engine/hook_receiver.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "engine/http_io.hpp"

namespace ramal::engine::test {

class hook_receiver::state {
 public:
  explicit state(std::vector<unsigned> wanted)
      : acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)), statuses(std::move(wanted)) {
    asio::co_spawn(context, accept(), asio::detached);
    thread = std::thread([this] { context.run(); });
  }
  ~state() {
    context.stop();
    thread.join();
  }

  asio::awaitable<void> accept() {
    for (;;) {
      tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
      asio::co_spawn(context, serve(std::move(socket)), asio::detached);
    }
  }

  asio::awaitable<void> serve(tcp::socket socket) {
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer;
    const read_result read = co_await read_request(stream, buffer, std::chrono::seconds(10));
    if (read.error) co_return;
    response made;
    made.status = keep(read.request);
    if (made.status == 0) {
      asio::steady_timer forever(context, std::chrono::hours(1));
      co_await forever.async_wait(asio::use_awaitable);
    }
    co_await write_response(stream, made, 11, false, std::chrono::seconds(10));
  }

  unsigned keep(const http_request& request) {
    const std::lock_guard lock(mutex);
    hooks.push_back({boost::json::parse(request.body()).as_object(), std::string(std::string_view(request.target())),
                     std::string(header(request, "content-type").value_or(""))});
    came.notify_all();
    return hooks.size() <= statuses.size() ? statuses[hooks.size() - 1] : 204;
  }

  asio::io_context context;
  tcp::acceptor acceptor;
  std::vector<unsigned> statuses;
  std::mutex mutex;
  std::condition_variable came;
  std::vector<hook> hooks;
  std::thread thread;
};

hook_receiver::hook_receiver(std::vector<unsigned> statuses)
    : state_(std::make_unique<state>(std::move(statuses))) {}

hook_receiver::~hook_receiver() = default;

std::string hook_receiver::url() const {
  return "http://127.0.0.1:" + std::to_string(state_->acceptor.local_endpoint().port()) + "/hooks?from=engine";
}

std::vector<hook> hook_receiver::wait_for(std::size_t count) {
  std::unique_lock lock(state_->mutex);
  state_->came.wait_for(lock, std::chrono::seconds(10), [&] { return state_->hooks.size() >= count; });
  return state_->hooks;
}

}  // namespace ramal::engine::test
