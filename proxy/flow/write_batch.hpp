// Puts writes together.
#pragma once

#include <coroutine>

namespace ramal::flow {

class write_batches {
 public:
  // True if `writer` will be resumed once all that is ready now has been read and worked on; false: go on at once.
  virtual bool join(std::coroutine_handle<> writer) = 0;

 protected:
  ~write_batches() = default;
};

// co_await batch: what is written after it leaves together with what other requests write. A peer that sleeps is then
// woken once for many writes, and finds more to do when it wakes.
class write_batch {
 public:
  explicit write_batch(write_batches& batches) : batches_(batches) {}
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> writer) { return batches_.join(writer); }
  void await_resume() const noexcept {}

 private:
  write_batches& batches_;
};

}  // namespace ramal::flow
