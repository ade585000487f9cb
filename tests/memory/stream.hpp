// The flow's streams over memory, and the loop that drives them: no socket, no thread, no sleep, time that jumps.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/flow/ready.hpp"

namespace ramal::test {

class memory_stream;

// The waits of all streams, and their clock, which moves only when the test moves it.
class memory_loop {
 public:
  flow::time_point now() const { return now_; }

  // Resumes waiters as long as one's stream is ready.
  void run();
  // Moves the clock; waiters whose deadline passes on the way are resumed, and what is ready then runs.
  void advance(std::chrono::milliseconds by);
  // Moves the clock to the next deadline; false if there is no waiter.
  bool advance_to_next_deadline();
  // What a draining worker does: the waits of idle connections end.
  void cancel_idle();
  bool has_waiters() const { return !waiters_.empty(); }

  void add(memory_stream& on, flow::interest what, flow::time_point deadline, flow::wait_slot& slot);
  void cancel(const memory_stream& stream);  // the waiter of this stream, if there is one
  void forget(const memory_stream& stream);
  void end_wait(const memory_stream& on, flow::wait_result why);

 private:
  struct waiter {
    memory_stream* stream;
    flow::interest what;
    flow::time_point deadline;
    flow::wait_slot* slot;
    std::optional<flow::wait_result> over{};  // whatever the stream says
  };
  using waiter_iterator = std::vector<waiter>::iterator;
  void resume(waiter_iterator which, flow::wait_result why);
  waiter_iterator earliest();

  std::vector<waiter> waiters_;
  flow::time_point now_{std::chrono::hours(1)};
};

// One end of a connection, as Ramal holds it; the test is the other end. Allocates nothing once its buffers are warm.
class memory_stream : public flow::stream {
 public:
  using writer = std::function<void(std::string_view bytes)>;
  static constexpr std::size_t no_bound = static_cast<std::size_t>(-1);

  memory_stream(memory_loop& loop, writer on_write) : loop_(loop), on_write_(std::move(on_write)) {}
  ~memory_stream() override { loop_.forget(*this); }
  memory_stream(const memory_stream&) = delete;
  memory_stream& operator=(const memory_stream&) = delete;

  // The test's side.
  void put(std::string_view bytes) { incoming_.append(bytes); }
  void put_end() { incoming_ended_ = true; }  // after what was put
  void break_off();                           // a reset: what was put and not read is lost
  void hide_end() { end_is_seen_ = false; }   // has_unread() does not see the end yet, as on a real network
  void read_at_most(std::size_t bytes) { most_per_read_ = bytes; }
  // From now on `bytes` more can be written, then writing would block.
  void let_write(std::size_t bytes) { window_ = bytes; }
  bool has_ended_writing() const { return writing_ended_; }
  bool will_reset() const { return resets_; }
  std::size_t unread() const { return incoming_.size() - read_; }
  bool is_ready(flow::interest what) const;

  flow::io_result read_some(char* to, std::size_t most) override;
  flow::io_result write_some(std::string_view bytes) override;
  void wait(flow::interest what, flow::time_point deadline, flow::wait_slot& slot) override {
    loop_.add(*this, what, deadline, slot);
  }
  void end_wait(flow::wait_result why) override { loop_.end_wait(*this, why); }
  bool has_unread(bool thorough) override;
  void cancel_wait() override { loop_.cancel(*this); }
  bool watch(flow::disconnect_watch* who) override {
    watcher_ = who;
    return broken_;
  }
  void end_writing() override { writing_ended_ = true; }
  void reset_on_close() override { resets_ = true; }

 private:
  memory_loop& loop_;
  writer on_write_;
  std::string incoming_;
  std::size_t read_ = 0;
  std::size_t most_per_read_ = no_bound;
  std::size_t window_ = no_bound;
  bool incoming_ended_ = false;
  bool end_is_seen_ = true;
  bool broken_ = false;
  bool writing_ended_ = false;
  bool resets_ = false;
  flow::disconnect_watch* watcher_ = nullptr;
};

}  // namespace ramal::test
