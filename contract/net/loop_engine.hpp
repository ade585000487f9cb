// The runner as the engine: it listens, does what the case says, and remembers every request.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "contract/conversation.hpp"
#include "contract/engine_request.hpp"
#include "contract/wire_purity.hpp"

namespace ramal::contract {

class loop_engine {
 public:
  // Listens at once; port 0 is any free one. Throws boost::system::system_error if it cannot.
  loop_engine(const std::string& host, std::uint16_t port);
  ~loop_engine();
  loop_engine(const loop_engine&) = delete;
  loop_engine& operator=(const loop_engine&) = delete;

  std::uint16_t port() const { return port_; }
  // "127.0.0.1:PORT", as the deployment names it; "" before its first request.
  std::string address() const;

  // Forgets what was scripted and seen. What nobody has looked at yet came after the end of the case before, as a
  // complaint about that one.
  std::vector<std::string> begin_case();
  void expect_door(door through);
  // What happens to the next requests, in this order. A request more than that is answered with 500.
  void script(const std::vector<engine_turn>& turns);
  // Waits until no answer is being written; false if that takes too long.
  bool wait_until_quiet();
  // All since the case began. After look_at_requests() they are judged: what comes later is not among those.
  std::vector<engine_request> requests() const;
  std::vector<engine_request> look_at_requests();
  std::size_t looked_at() const;
  std::vector<std::string> take_impurities();

 private:
  class session;
  class server;
  friend class session;

  // Records it; what to do about it.
  engine_turn take(const engine_request& request, std::size_t surplus);
  void count_writing(int change);
  // A connection ends within a request.
  void note_cut(const std::string& bytes);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  purity_rules rules_;  // its host is what the first request names: every other must name the same
  std::list<engine_turn> script_;
  std::vector<engine_request> requests_;
  std::size_t looked_at_ = 0;  // of requests_
  std::vector<std::string> impurities_;
  int writing_ = 0;
  std::uint16_t port_ = 0;
  std::unique_ptr<server> server_;
  std::thread thread_;
};

}  // namespace ramal::contract
