#include "tests/engine/hook_receiver.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "engine/http_io.hpp"

namespace ramal::engine::test {

hook_answer::hook_answer(unsigned status)
    : raw(status == 0 ? ""
                      : "HTTP/1.1 " + std::to_string(status) + " x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n") {
}

class hook_receiver::state {
 public:
  explicit state(std::vector<hook_answer> wanted)
      : acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)), answers(std::move(wanted)) {
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
    const std::chrono::seconds deadline(10);
    const read_result read = co_await read_request(stream, buffer, deadline, deadline);
    if (read.error) co_return;
    const hook_answer made = keep(read.request);
    if (made.raw.empty() || made.keep_open) stream.expires_never();
    const auto [error, size] = co_await asio::async_write(stream, asio::buffer(made.raw), as_result);
    if (error || (!made.raw.empty() && !made.keep_open)) co_return;
    char one = 0;
    co_await stream.async_read_some(asio::buffer(&one, 1), as_result);
  }

  hook_answer keep(const http_request& request) {
    const std::lock_guard lock(mutex);
    hooks.push_back({boost::json::parse(request.body()).as_object(), request.body(),
                     std::string(std::string_view(request.target())),
                     std::string(header(request, "content-type").value_or("")),
                     std::string(header(request, "x-pilot-status-signature").value_or(""))});
    came.notify_all();
    return hooks.size() <= answers.size() ? answers[hooks.size() - 1] : hook_answer(204);
  }

  asio::io_context context;
  tcp::acceptor acceptor;
  std::vector<hook_answer> answers;
  std::mutex mutex;
  std::condition_variable came;
  std::vector<hook> hooks;
  std::thread thread;
};

hook_receiver::hook_receiver(std::vector<hook_answer> answers) : state_(std::make_unique<state>(std::move(answers))) {}

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
