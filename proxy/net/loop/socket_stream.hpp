// A plain TCP connection as a flow::stream.
#pragma once

#include <utility>

#include "proxy/flow/stream.hpp"
#include "proxy/net/loop/poller.hpp"

namespace ramal::net {

class socket_stream final : public flow::stream {
 public:
  explicit socket_stream(descriptor* socket) : socket_(socket) {}
  ~socket_stream() override {
    if (socket_ != nullptr) socket_->close();
  }
  socket_stream(const socket_stream&) = delete;
  socket_stream& operator=(const socket_stream&) = delete;

  // Hands the socket to a stream of another kind; this one must not be used any more.
  descriptor* release() { return std::exchange(socket_, nullptr); }

  flow::io_result read_some(char* to, std::size_t most) override;
  flow::io_result write_some(std::string_view bytes) override;
  void wait(flow::interest what, flow::time_point deadline, flow::wait_slot& slot) override;
  void cancel_wait() override { socket_->cancel_wait(); }
  bool watch(flow::disconnect_watch* watcher) override { return socket_->watch(watcher, false); }
  void end_wait(flow::wait_result why) override { socket_->end_wait(why); }
  bool has_unread(bool thorough) override;
  void end_writing() override;
  void reset_on_close() override;
  routes::reason why_failed() const override { return why_; }

 private:
  flow::io_result failed();

  descriptor* socket_;
  routes::reason why_ = routes::reason::none;
  bool maybe_more_ = false;  // the last read filled its memory: no edge will tell of the rest
};

}  // namespace ramal::net
