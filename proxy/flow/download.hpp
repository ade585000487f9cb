// The answer of the Evolution GO server on its way to the client: its head, written again, then its body, window by window
// (contracts/gateway.md section 3). Once a byte of it is out, a failure is a cut: the client must see that it is one.
#pragma once

#include <optional>
#include <string_view>

#include "proxy/flow/go_door.hpp"
#include "proxy/flow/request_scope.hpp"
#include "proxy/rules/token_filter.hpp"
#include "proxy/wire/body_relay.hpp"

namespace ramal::flow {

class download {
 public:
  // `token`: what the server got; it must not come back. It outlives this.
  download(request_scope& in, const go_door& door, stream& server, std::string_view token);

  // All that can be done without waiting. `may_read`: the server has been waited for. `whole_request`: it has all of the
  // request.
  void step(bool may_read, bool whole_request);
  // What is to be waited for: of one of the two at most.
  interest of_client() const;
  interest of_server() const;
  // How long that may take; the longest time there is, if nothing is waited for. As long as the server gets more of the
  // request (not `its_turn`) it may take its time.
  std::chrono::nanoseconds patience(bool its_turn) const;
  void waited(std::chrono::nanoseconds time, bool its_turn);
  // Its patience is over.
  void be_late();

  bool is_done() const { return relay_ && relay_->is_done() && head_written_ == in_.buffers->head.size(); }
  bool has_begun() const { return bytes_out_ != 0; }
  // Why it is not done, and will not be.
  const outcome& problem() const { return problem_; }
  // The client does not take it: it gets nothing more.
  bool client_failed() const { return client_failed_; }
  std::uint16_t status() const { return in_.buffers->answer.head().status; }
  std::size_t bytes_out() const { return bytes_out_; }
  // After is_done(): nothing of it is left on the connection, which stays.
  bool leaves_connection() const;
  std::size_t echoes() const { return echoes_ + (filter_ ? filter_->found() : 0); }
  // The end of the connection alone says that the answer is over: one that was cut needs a reset.
  bool ends_with_connection() const { return ends_with_connection_; }

 private:
  void read_head();
  void read_body();
  bool skip_interim();
  void begin(bool whole_request);
  void feed_rest();
  void join_first_piece();
  void write();
  bool write(std::string_view bytes, std::size_t& put);
  void fail(routes::failure_kind what, routes::reason why = routes::reason::none);
  void take(std::size_t bytes);

  request_scope& in_;
  stream& server_;
  std::string_view token_;
  std::optional<wire::body_relay> relay_;  // none: the head is not there yet
  std::optional<rules::token_filter> filter_;
  rules::body_pace from_server_, to_client_;
  std::chrono::nanoseconds head_left_;  // for the first byte
  interest client_asks_ = interest::write, server_asks_ = interest::read;
  std::size_t head_written_ = 0, reply_used_ = 0, bytes_out_ = 0, echoes_ = 0;
  unsigned interim_ = 0;
  bool client_failed_ = false, ends_with_connection_ = false;
  outcome problem_;
};

}  // namespace ramal::flow
