// Keeps the addresses of the engine's name: looked up on the control loop and renewed by their TTL, at most 60 s old
// (http-rules.md U15). Workers only read the newest list.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "proxy/net/upstream/engine_addresses.hpp"

namespace ramal::net {

class name_lookup;
struct name_answer;

// What is looked up, and where. `servers`: "address:port", with commas; none: the system's.
struct engine_name {
  std::string host;
  std::uint16_t port;
  std::string servers;
};

// All of it on the loop's thread.
class resolver : public std::enable_shared_from_this<resolver> {
 public:
  // Begins at once; a literal needs no look-up. `loop` outlives what this returns.
  static std::shared_ptr<resolver> begin(boost::asio::io_context& loop, std::string host, std::uint16_t port,
                                         std::string servers = {});
  ~resolver();  // the addresses stay as they are
  resolver(const resolver&) = delete;
  resolver& operator=(const resolver&) = delete;

  const std::shared_ptr<engine_addresses>& addresses() const { return addresses_; }
  // Whether the first look-up has ended, well or badly.
  bool has_looked_up() const { return stage_ != stage::first; }
  // Calls `then` when it has; once, and not before this returns. Only the last one counts.
  void when_looked_up(std::function<void()> then) { then_ = std::move(then); }

 private:
  using clock = boost::asio::steady_timer::clock_type;

  enum class stage : std::uint8_t {
    first,    // looks up for the first time
    again,    // looks up
    waiting,  // for the next look-up
  };

  resolver(boost::asio::io_context& loop, engine_name name);
  bool is_looking_up() const { return stage_ != stage::waiting; }
  void look_up();
  bool publish(name_answer found);
  void take(name_answer found);
  void look_up_at(clock::time_point when);

  boost::asio::io_context& loop_;
  const engine_name name_;
  std::shared_ptr<engine_addresses> addresses_;
  std::shared_ptr<name_lookup> names_;  // none: made for the next look-up
  boost::asio::steady_timer next_;
  std::function<void()> then_;
  clock::time_point earliest_{};  // never more often than this
  stage stage_ = stage::first;
};

}  // namespace ramal::net
