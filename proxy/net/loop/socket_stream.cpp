#include "proxy/net/loop/socket_stream.hpp"

#include <sys/socket.h>

#include <cerrno>

#include "proxy/net/loop/engine_reasons.hpp"
#include "proxy/net/loop/socket.hpp"

namespace ramal::net {

using flow::io_result;
using flow::io_status;

io_result socket_stream::read_some(char* to, std::size_t most) {
  for (;;) {
    const ssize_t got = receive(socket_->fd(), to, most);
    if (got > 0) {
      maybe_more_ = static_cast<std::size_t>(got) == most;
      return {io_status::ok, static_cast<std::size_t>(got)};
    }
    if (got == 0) return {io_status::closed, 0};
    if (errno == EINTR) continue;
    maybe_more_ = false;
    return errno == EAGAIN ? io_result{io_status::again_read, 0} : failed();
  }
}

io_result socket_stream::write_some(std::string_view bytes) {
  for (;;) {
    const ssize_t put = send_some(socket_->fd(), bytes);
    if (put >= 0) return {io_status::ok, static_cast<std::size_t>(put)};
    if (errno == EINTR) continue;
    return errno == EAGAIN ? io_result{io_status::again_write, 0} : failed();
  }
}

io_result socket_stream::failed() {
  if (why_ == routes::reason::none) why_ = reason_of_stream(errno);
  return {io_status::failed, 0};
}

void socket_stream::wait(flow::interest what, flow::time_point deadline, flow::wait_slot& slot) {
  socket_->wait(what, deadline, slot,
                (what == flow::interest::read || what == flow::interest::read_write) && maybe_more_);
}

bool socket_stream::has_unread(bool thorough) {
  if (socket_->ended()) return true;
  if (!socket_->noticed() && !thorough && !maybe_more_) return false;
  if (peek(socket_->fd()) == peeked::something) return true;
  socket_->forget_notice();  // an edge may tell of nothing new
  return false;
}

void socket_stream::end_writing() { ::shutdown(socket_->fd(), SHUT_WR); }

void socket_stream::reset_on_close() { set_reset_on_close(socket_->fd()); }

}  // namespace ramal::net
