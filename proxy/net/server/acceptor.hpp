// Accepts the connections that come to one worker's listeners, up to the connection cap.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "proxy/net/server/client_connections.hpp"

namespace ramal::net {

class acceptor {
 public:
  // `sockets`: bound, and in the order of the configuration; they outlive this or are handed over by take_over().
  // `on_closed`: behind the end of each listener. Throws std::system_error if one cannot be watched.
  acceptor(poller& loop, flow::worker_parts& parts, client_connections& clients, const std::vector<int>& sockets,
           std::function<void()> on_closed);

  void start();
  // The sockets are this one's from now on: each is closed when the worker drains and all that waits there was accepted
  // (O4).
  void take_over(std::vector<owned_descriptor> sockets) { own_ = std::move(sockets); }
  bool is_closed() const { return open_ == 0; }
  // A connection has ended: listeners that waited for that accept again.
  void connection_ended();

 private:
  enum class accepted { all, some, none_now };

  detached accept_loop(std::size_t listener);
  flow::task<void> accept_last(std::size_t listener);
  accepted accept_some(std::size_t listener);
  accepted hold_back(const char* why);

  flow::worker_parts& parts_;
  client_connections& clients_;
  const std::function<void()> on_closed_;
  std::vector<descriptor*> listeners_;  // null: closed
  std::size_t open_ = 0;                // of them
  std::vector<owned_descriptor> own_;   // the same, from take_over() on
  bool is_full_ = false;                // the first connection that ends wakes the accept loops
  flow::time_point warns_next_{};       // of having no descriptor or memory for a new connection
};

}  // namespace ramal::net
