// Says in the log that another process listens on our ports: each of the two then gets a part of the connections, which
// is intended during a restart only (http-rules.md O7b).
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <set>
#include <string>

#include "proxy/net/listen/listeners.hpp"

namespace ramal::net {

class shared_ports {
 public:
  // Looks at once and then every second, on `loop`. Both outlive this.
  shared_ports(boost::asio::io_context& loop, const listeners& ports);

  void stop();

 private:
  void look();

  const listeners& ports_;
  boost::asio::steady_timer next_;
  std::set<std::string> known_;
  bool stopped_ = false;
};

}  // namespace ramal::net
