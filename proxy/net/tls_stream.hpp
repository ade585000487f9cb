// A TLS connection as a flow::stream: OpenSSL directly on the non-blocking socket, so that an idle one holds no buffers.
#pragma once

#include "proxy/flow/stream.hpp"
#include "proxy/flow/task.hpp"
#include "proxy/flow/transfer.hpp"
#include "proxy/net/poller.hpp"
#include "proxy/net/tls_context.hpp"

namespace ramal::net {

class tls_stream final : public flow::stream {
 public:
  tls_stream(descriptor* socket, ssl_ptr session) : socket_(socket), session_(std::move(session)) {}
  ~tls_stream() override;
  tls_stream(const tls_stream&) = delete;
  tls_stream& operator=(const tls_stream&) = delete;

  // done, failed (the peer's certificate included) or timeout.
  flow::task<flow::transfer> handshake(flow::time_point deadline);

  flow::io_result read_some(char* to, std::size_t room) override;
  flow::io_result write_some(std::string_view bytes) override;
  void wait(flow::interest what, flow::time_point deadline, flow::wait_slot& slot) override;
  bool has_unread(bool thorough) override;
  void end_writing() override;
  void reset_on_close() override;

 private:
  flow::io_result outcome_of(int result, std::size_t bytes);

  descriptor* socket_;
  ssl_ptr session_;
  bool maybe_more_ = false;  // records may be left in OpenSSL or in the socket without an edge to come
};

}  // namespace ramal::net
