// c-ares on an Asio loop: the only file that knows c-ares' channels and sockets.
#pragma once

#include <ares.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "proxy/net/upstream/engine_addresses.hpp"

namespace ramal::net {

// What a name led to.
struct name_answer {
  address_list addresses;  // empty: see `why_none`
  std::chrono::seconds ttl{0};
  routes::reason why_none = routes::reason::name_pending;
};

// One look-up at a time. All of it, construction and end included, on the loop's thread.
class name_lookup : public std::enable_shared_from_this<name_lookup> {
 public:
  // `servers`: "address:port", with commas; none: the system's. Reads /etc/resolv.conf. Throws std::runtime_error.
  name_lookup(boost::asio::io_context& loop, const std::string& servers);
  ~name_lookup();
  name_lookup(const name_lookup&) = delete;
  name_lookup& operator=(const name_lookup&) = delete;

  // Calls `then` once, possibly before this returns, unless this object ends first. Bounded by c-ares' own timeouts and
  // tries. Reads /etc/hosts. Throws std::bad_alloc.
  void begin(const std::string& host, std::uint16_t port, std::function<void(name_answer)> then);

 private:
  struct watched_socket;
  struct request;

  static void on_socket_state(void* self, ares_socket_t fd, int readable, int writable) noexcept;
  static void on_answer(void* into, int status, int timeouts, ares_addrinfo* answer) noexcept;
  void set_interest(ares_socket_t fd, bool read, bool write);
  void wait_for(const std::shared_ptr<watched_socket>& socket, bool write);
  void process(ares_socket_t read, ares_socket_t write);
  void go_on();

  boost::asio::io_context& loop_;
  ares_channel channel_{};
  boost::asio::steady_timer next_timeout_;
  std::map<ares_socket_t, std::shared_ptr<watched_socket>> sockets_;
  std::unique_ptr<request> request_;  // under way
};

}  // namespace ramal::net
