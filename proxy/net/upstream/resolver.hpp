// Addresses of the engine's name, looked up by c-ares on a thread of its own and renewed by their TTL, at most 60 s old
// (http-rules.md U15). Workers only read the newest list.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "proxy/net/loop/socket.hpp"
#include "routes/failure.hpp"

namespace ramal::net {

using address_list = std::vector<socket_address>;

class resolver {
 public:
  // A literal needs no look-up and no thread. `servers`: "address:port", with commas; none: the system's.
  resolver(std::string host, std::uint16_t port, std::string servers = {});
  ~resolver();
  resolver(const resolver&) = delete;
  resolver& operator=(const resolver&) = delete;

  // Waits until the first look-up has ended, well or badly, at most `most`.
  void wait_first(std::chrono::milliseconds most);
  // The newest addresses, in the order to try; empty if none is known. Any thread.
  std::shared_ptr<const address_list> addresses() const { return std::atomic_load(&addresses_); }
  // Why none is known. Any thread.
  routes::reason why_none() const { return why_none_.load(std::memory_order_relaxed); }
  // Looks nothing up any more: the addresses stay as they are, and the destructor has little to wait for.
  void retire();
  // The list led nowhere: look the name up again soon. Any thread.
  void refresh();

 private:
  class channel;  // c-ares

  void run();
  std::optional<std::chrono::seconds> look_up(std::optional<channel>& names);

  std::string host_;
  std::uint16_t port_;
  std::string servers_;
  std::shared_ptr<const address_list> addresses_;
  std::atomic<routes::reason> why_none_{routes::reason::name_pending};
  std::mutex mutex_;
  std::condition_variable changed_;
  bool first_done_ = false;
  bool wanted_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace ramal::net
