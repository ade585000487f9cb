// Connections that wait for the next request of their destination: for a while, and bounded.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <list>
#include <memory>
#include <string>

#include "proxy/relay/client/connection.hpp"
#include "proxy/relay/http_url.hpp"

namespace ramal::relay {

class client_tls;

// To whom a connection leads, and for whom it is.
struct connection_use {
  std::string destination;
  bool tls = false;
  std::string host;
  std::uint16_t port = 0;
  std::string tls_name;
  std::shared_ptr<const client_tls> trust;

  bool operator==(const connection_use&) const = default;
};

struct idle_bounds {
  std::chrono::milliseconds time{30'000};           // a connection is idle for
  std::chrono::milliseconds longest_life{300'000};  // an address that has changed is seen in the end
  std::size_t most_of_one = 8;                      // destination
  std::size_t most = 256;
};

class idle_connections : public std::enable_shared_from_this<idle_connections> {
 public:
  idle_connections(asio::io_context& loop, idle_bounds bounds) : loop_(loop), bounds_(bounds) {}

  // The one that was used last, of those that show no end; null if there is none.
  std::shared_ptr<connection> take(const connection_use& use);
  // Takes the place of the one of this destination, or of all, that is idle for longest, where there are too many.
  void put(connection_use use, std::shared_ptr<connection> one);
  void close_all();
  std::size_t size() const { return entries_.size(); }

 private:
  struct entry {
    entry(asio::io_context& loop, connection_use of, std::shared_ptr<connection> one)
        : use(std::move(of)), idle(std::move(one)), timer(loop) {}
    connection_use use;
    std::shared_ptr<connection> idle;  // null: it is taken, or closed
    asio::steady_timer timer;
  };
  using entry_ptr = std::shared_ptr<entry>;

  void watch(const entry_ptr& one);
  void close(const entry_ptr& one);
  void evict_for(const std::string& destination);

  asio::io_context& loop_;
  const idle_bounds bounds_;
  std::list<entry_ptr> entries_;  // the one that was used last is at the end
};

}  // namespace ramal::relay
