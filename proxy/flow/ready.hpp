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

}  // namespace ramal::flow
