// The client connections of one worker: counted, TLS handshake, served, shed where there are too many.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "proxy/flow/worker_parts.hpp"
#include "proxy/net/loop/detached.hpp"
#include "proxy/net/loop/poller.hpp"
#include "proxy/net/loop/socket.hpp"
#include "proxy/net/server/worker_settings.hpp"

namespace ramal::net {

class client_connections {
 public:
  // `loop` and `parts` outlive the last connection. `on_end`: behind the end of each.
  client_connections(poller& loop, flow::worker_parts& parts, std::size_t listeners, std::function<void()> on_end);

  // For connections that begin from now on. Where a listener asks for other client certificates than before, clients
  // that came with the old ones begin no request any more.
  void use(const worker_settings& next);

  // Takes over a connection that `listener` has accepted. False with errno set: it is closed, since the system does not
  // let us watch it. Throws std::bad_alloc: it is closed, too.
  bool begin(int fd, const socket_address& peer, std::size_t listener);

  std::size_t count() const { return count_; }
  bool is_empty() const { return count_ == 0; }
  bool is_full() const { return count_ >= most_; }
  // For so many that wait to be accepted (L6). Those that are chosen end in this round of the loop. A connection that
  // was served and is silent since then is chosen only if there is no other, and has as much time as an incomplete
  // head.
  void shed_oldest(std::size_t wanted);
  // Near the connection cap incomplete heads get less time (L6).
  void shed_slow(flow::time_point now);

 private:
  detached serve(descriptor* socket, const flow::client_origin& from, rules::scoped_usage counted);
  detached serve_tls(descriptor* socket, flow::client_origin from, rules::scoped_usage counted, std::size_t listener);
  bool may_still_come(flow::time_point began) const;
  void end();

  poller& loop_;
  flow::worker_parts& parts_;
  const std::function<void()> on_end_;
  std::shared_ptr<const tls_contexts> tls_;
  std::vector<std::uint32_t> certificate_epochs_;  // by listener: how often it began to ask for other certificates
  std::shared_ptr<address_notices> notices_;
  std::size_t count_ = 0;
  std::size_t most_ = 1;
};

}  // namespace ramal::net
