// What this program listens on: no request of its own goes there.
#pragma once

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <vector>

#include "proxy/net/server/server.hpp"

namespace ramal::relay {

inline std::vector<boost::asio::ip::tcp::endpoint> listeners_of(const net::server& gateway) {
  std::vector<boost::asio::ip::tcp::endpoint> all;
  const auto& configured = gateway.settings().listeners;
  const std::size_t count = std::min(gateway.listening().size(), configured.size());
  for (std::size_t i = 0; i < count; ++i) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(configured[i].host, error);
    if (!error) all.emplace_back(address, gateway.listening().port(i));
  }
  return all;
}

}  // namespace ramal::relay
