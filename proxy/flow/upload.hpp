// A request on its way to the Evolution GO server: its head, then its body, window by window (contracts/gateway.md
// section 3).
#pragma once

#include <optional>
#include <string>

#include "proxy/flow/go_door.hpp"
#include "proxy/flow/request_scope.hpp"
#include "proxy/wire/body_relay.hpp"

namespace ramal::flow {

// GET and HEAD: they change nothing, and have no body.
inline bool only_looks(routes::method verb) { return verb == routes::method::get || verb == routes::method::head; }

class upload {
 public:
  // in.native holds the head for the server. What the client's buffer has behind its head is taken out of it.
  upload(request_scope& in, const go_door& door, stream& server);

  // All that can be done without waiting. `may_read`: the client has been waited for.
  void step(bool may_read);
  // What is to be waited for: of one of the two at most.
  interest of_client() const;
  interest of_server() const;
  // How long that may take; the longest time there is, if nothing is waited for.
  std::chrono::nanoseconds patience() const;
  void waited(std::chrono::nanoseconds time);
  // Its patience is over.
  void be_late();

  bool is_going() const { return state_ == state::going; }
  // All of the request is written: the server has it.
  bool is_done() const { return state_ == state::done; }
  bool has_sent() const { return sent_; }
  // Why there will be no whole request: the client's fault.
  const outcome& problem() const { return problem_; }
  std::size_t moved() const { return static_cast<std::size_t>(relay_.moved()); }
  // What the client sent behind its body.
  std::string take_rest();

 private:
  enum class state : std::uint8_t {
    going,
    done,
    abandoned,  // the server takes no more: it may have answered nevertheless
  };

  void read();
  void feed_prefix();
  void join_first_piece();
  bool write(std::string_view bytes, std::size_t& put);
  bool write_head();
  void write_body();
  void take(std::size_t bytes);

  request_scope& in_;
  stream& server_;
  std::string prefix_;  // of the body: what came with the client's head
  std::size_t head_written_ = 0, prefix_used_ = 0;
  wire::body_relay relay_;
  rules::body_pace from_client_, to_server_;
  interest client_asks_ = interest::read, server_asks_ = interest::write;
  state state_ = state::going;
  bool sent_ = false;
  outcome problem_;
};

}  // namespace ramal::flow
