// A scripted engine on loopback: records every request byte for byte, answers what it is told, breaks where it is told
// to. Whatever arrives is judged by wire_purity.hpp, always: an impure byte fails the test that owns the engine.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/harness/engine_reply.hpp"
#include "tests/harness/contract_names.hpp"
#include "tests/harness/socket.hpp"

namespace ramal::tests {

class fake_engine {
 public:
  using handler = std::function<engine_reply(const engine_request&)>;

  // Without a handler and without queued replies it answers 500, which no test takes for success.
  explicit fake_engine(handler answer = {});
  // Closes everything; fails the running test if anything impure has arrived and was not taken.
  ~fake_engine();
  fake_engine(const fake_engine&) = delete;
  fake_engine& operator=(const fake_engine&) = delete;

  std::uint16_t port() const { return listener_.port(); }
  std::string address() const { return "127.0.0.1:" + std::to_string(port()); }
  std::string base_url() const;

  // What is pure, to be said before the first request. `path_prefix`: base_url() gets it, and every target must begin
  // with it.
  void expect_path_prefix(std::string path_prefix);
  // Only these native keys are pure.
  void expect_keys(std::vector<std::string> keys);
  // The Host there must be, where something stands in front of this engine.
  void expect_host(std::string host);
  // By which door the next requests come; else by the calls layer's.
  void expect_door(door through);
  // engine.headers of the configuration; a value of "" stands for any.
  void expect_header(std::string name, std::string value);

  // Queued replies are used first, in the order of requests over all connections; then the handler.
  void reply_next(engine_reply reply);
  // The same, held back until the gate is opened, which it returns; several replies may share one.
  std::shared_ptr<gate> hold_next(engine_reply reply, std::shared_ptr<gate> release = std::make_shared<gate>());
  void reply_with(handler answer);
  // The next accepted connection ends after this many bytes have been read from it (0: at once).
  void break_next_connection(std::size_t after_bytes, engine_reply::after_reply how);
  // Ends every connection that waits for a request, as engines do with idle ones. One whose answer is just being
  // written counts: its client may have read all of it already.
  void close_idle();
  // The same at this very moment: a handler may call it.
  void close_idle_now();

  // Writes these bytes, which nobody asked for, to every connection that waits for a request.
  void write_on_idle(std::string_view bytes);

  std::vector<engine_request> requests() const;
  std::size_t connections() const;
  // What had come on each connection that break_next_connection has ended.
  std::vector<std::string> broken_off() const;
  // Waits until that many requests have been read whole; false if the deadline comes first.
  bool wait_for_requests(std::size_t count, deadline until = within());
  // Waits until no reply is being written and no connection is being ended (replies that are held back do not count):
  // from then on the peer's kernel knows all that the engine has done.
  bool wait_until_quiet(deadline until = within());
  // Waits until at most that many connections are open.
  bool wait_for_open(std::size_t most, deadline until = within());
  // What was impure so far, and forgets it: for tests of the judge.
  std::vector<std::string> take_impurities();

 private:
  struct break_plan {
    std::size_t after_bytes;
    engine_reply::after_reply how;
  };
  struct connection {
    std::size_t number;
    socket peer;
    std::optional<break_plan> breaks;
    bool idle = true;         // waits for a request
    bool holds = false;       // waits for a gate
    bool over = false;        // its thread touches nothing any more
    bool writes = false;      // an answer is being written
    std::size_t written = 0;  // answers written so far
    std::thread thread;
  };

  void run_acceptor();
  void join_finished();
  void run_connection(connection& own);
  void serve(connection& own);
  // The next request; `bytes` holds what came behind it. Nothing if the connection is over.
  std::optional<engine_request> read_request(connection& own, std::string& bytes);
  bool is_broken_off(connection& own, const std::string& bytes);
  void note_leftover(const connection& own, const std::string& bytes);
  engine_reply record_and_choose(const engine_request& request, std::size_t surplus);
  bool perform(connection& own, const engine_reply& reply);
  void end(connection& own, engine_reply::after_reply how);
  void set_idle(connection& own, bool idle);
  void set_writing(connection& own, bool writes);
  void wait_for_writes(std::unique_lock<std::mutex>& lock);
  void wait_for_gate(connection& own, gate& release);

  listening_socket listener_;
  purity_rules rules_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  handler handler_;
  std::list<engine_reply> queue_;
  std::optional<break_plan> next_break_;
  std::vector<engine_request> requests_;
  std::vector<std::string> broken_off_;
  std::vector<std::string> impurities_;
  std::vector<std::shared_ptr<gate>> gates_;
  std::list<connection> connections_;  // open ones, and some that are over
  std::size_t accepted_ = 0;
  bool stopping_ = false;
  std::thread acceptor_;
};

}  // namespace ramal::tests
