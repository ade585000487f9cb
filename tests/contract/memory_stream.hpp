// The flow's streams over memory, and the loop that drives them: no socket, no thread, time that jumps.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/flow/ready.hpp"

namespace ramal::contract {

class memory_stream;

// Who waits for what. Time stands still until advance().
class memory_loop {
 public:
  flow::time_point now() const { return now_; }
  void add(memory_stream& on, flow::interest what, flow::time_point deadline, flow::wait_slot& slot);
  // The stream is going: nobody may be resumed on its behalf.
  void forget(const memory_stream& stream);
  // Resumes who waits on the stream, if anybody does.
  void cancel(const memory_stream& stream);
  // Resumes one waiter whose stream is ready; false if there is none.
  bool run_one();
  // Jumps to the earliest deadline and resumes its waiter; false if nobody waits.
  bool advance();

 private:
  struct waiter {
    memory_stream* stream;
    flow::interest what;
    flow::time_point deadline;
    flow::wait_slot* slot;
  };
  void resume(std::vector<waiter>::iterator which, flow::wait_result why);

  std::vector<waiter> waiters_;
  flow::time_point now_{std::chrono::hours(1)};
};

// One end of a connection, as Ramal holds it. The other end is the test: it puts bytes in and is given what is written.
class memory_stream : public flow::stream {
 public:
  using writer = std::function<void(std::string_view bytes)>;

  memory_stream(memory_loop& loop, writer on_write) : loop_(loop), on_write_(std::move(on_write)) {}
  ~memory_stream() override { loop_.forget(*this); }

  // The test's side.
  void put(std::string_view bytes) { incoming_ += bytes; }
  void end_incoming() { incoming_ended_ = true; }
  void break_off();
  bool writing_ended() const { return writing_ended_; }
  bool is_ready(flow::interest what) const;

  flow::io_result read_some(char* to, std::size_t room) override;
  flow::io_result write_some(std::string_view bytes) override;
  void wait(flow::interest what, flow::time_point deadline, flow::wait_slot& slot) override {
    loop_.add(*this, what, deadline, slot);
  }
  void end_wait(flow::wait_result) override {}  // no case has so many requests that one would wait
  bool has_unread(bool) override { return is_ready(flow::interest::read); }
  void cancel_wait() override { loop_.cancel(*this); }
  bool watch(flow::disconnect_watch* who) override {
    watcher_ = who;
    return broken_;
  }
  void end_writing() override { writing_ended_ = true; }
  void reset_on_close() override {}

 private:
  memory_loop& loop_;
  writer on_write_;
  std::string incoming_;
  bool incoming_ended_ = false;
  bool broken_ = false;
  bool writing_ended_ = false;
  flow::disconnect_watch* watcher_ = nullptr;
};

}  // namespace ramal::contract
