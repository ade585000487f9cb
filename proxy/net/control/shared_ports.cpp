#include "proxy/net/control/shared_ports.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace ramal::net {
namespace {

constexpr std::chrono::seconds pause_between_looks{1};

}  // namespace

shared_ports::shared_ports(boost::asio::io_context& loop, const listeners& ports) : ports_(ports), next_(loop) {
  look();
}

void shared_ports::stop() {
  stopped_ = true;
  next_.cancel();
}

void shared_ports::look() {
  if (stopped_) return;
  const std::set<std::string> found = ports_.shared_addresses();
  for (const std::string& address : found) {
    if (!known_.contains(address))
      spdlog::warn(
          "another process listens on {}, too, and gets a part of the connections: unless this is a restart, "
          "stop one of the two (ss -ltnp shows them)",
          address);
  }
  for (const std::string& address : known_) {
    if (!found.contains(address)) spdlog::info("no other process listens on {} any more", address);
  }
  known_ = found;
  next_.expires_after(pause_between_looks);
  next_.async_wait([this](const boost::system::error_code& error) {
    if (!error) look();
  });
}

}  // namespace ramal::net
