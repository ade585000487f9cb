// Waiting on a stream, and the one thing that cuts it short from elsewhere: a client that goes while the engine is
// asked on its behalf (http-rules.md U12).
#pragma once

#include "proxy/flow/stream.hpp"

namespace ramal::flow {

// Notices that a client goes.
class disconnect_watch {
 public:
  // Watches `client`, which outlives it and on which nobody waits meanwhile.
  explicit disconnect_watch(stream& client) : client_(client), happened_(client.watch(this)) {}
  ~disconnect_watch() { client_.watch(nullptr); }
  disconnect_watch(const disconnect_watch&) = delete;
  disconnect_watch& operator=(const disconnect_watch&) = delete;

  bool happened() const { return happened_; }
  // This wait, which is about to begin, is cancelled if the client goes; null: it is over.
  void interrupts(interruptible* wait) { wait_ = wait; }

  // The client has gone: called once, by its stream. The coroutine that this resumes may destroy this object, so
  // nothing may follow.
  void happen() {
    happened_ = true;
    if (wait_ != nullptr) wait_->cancel_wait();
  }

 private:
  stream& client_;
  interruptible* wait_ = nullptr;
  bool happened_ = false;
};

// co_await ready(stream, interest::read, deadline). `idle`: see wait_slot. `client`: cancelled as soon as it has gone.
class ready {
 public:
  ready(stream& on, interest what, time_point deadline, bool idle = false, disconnect_watch* client = nullptr)
      : on_(on), what_(what), deadline_(deadline), client_(client) {
    slot_.idle = idle;
  }
  bool await_ready() noexcept {
    const bool too_late = client_ != nullptr && client_->happened();
    if (too_late) slot_.why = wait_result::cancelled;
    return too_late;
  }
  void await_suspend(std::coroutine_handle<> waiting) {
    slot_.handle = waiting;
    if (client_ != nullptr) client_->interrupts(&on_);
    on_.wait(what_, deadline_, slot_);
  }
  wait_result await_resume() const noexcept {
    if (client_ != nullptr) client_->interrupts(nullptr);
    return slot_.why;
  }

 private:
  stream& on_;
  interest what_;
  time_point deadline_;
  disconnect_watch* client_;
  wait_slot slot_;
};

// co_await ready_either(a, interest::read, b, interest::write, deadline): whichever of two streams is ready first.
// Neither is watched meanwhile; a stream of which nothing is wanted waits for interest::none.
struct either_result {
  wait_result why;
  bool first, second;  // which one is ready; another one that is, too, is so in the next wait
};
class ready_either {
 public:
  ready_either(stream& a, interest of_a, stream& b, interest of_b, time_point deadline)
      : sides_{side(a, of_a), side(b, of_b)}, deadline_(deadline) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) {
    for (side& one : sides_) {
      one.slot.handle = waiting;
      one.on.wait(one.what, deadline_, one.slot);
    }
  }
  // The other stream's wait ends here, and resumes nobody.
  either_result await_resume() {
    const wait_result first = sides_[0].slot.why, second = sides_[1].slot.why;
    for (side& one : sides_) {
      one.slot.handle = std::noop_coroutine();
      one.on.cancel_wait();
    }
    const bool a = first == wait_result::ready, b = second == wait_result::ready;
    if (a || b) return {wait_result::ready, a, b};
    return {first == wait_result::timeout ? first : second, false, false};
  }

 private:
  struct side {
    stream& on;
    interest what;
    wait_slot slot{};

    // until it is resumed it looks as if somebody had ended the wait
    side(stream& s, interest i) : on(s), what(i) { slot.why = wait_result::cancelled; }
  };

  side sides_[2];
  time_point deadline_;
};

}  // namespace ramal::flow
