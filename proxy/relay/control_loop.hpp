// The control loop as the relay sees it: time, timers, and what other threads hand over. Tests have one whose time they set.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "store/model.hpp"

namespace ramal::relay {

using std::chrono::milliseconds;

// One wait at a time. It goes with its owner, and then nothing is called any more.
class timer {
 public:
  virtual ~timer() = default;
  // A wait that is under way gives way to this one. A time that has passed: as soon as the loop runs again.
  virtual void start(milliseconds after, std::function<void()> then) = 0;
  virtual void cancel() = 0;
};

class control_loop {
 public:
  virtual ~control_loop() = default;

  virtual store::instant now() const = 0;                            // wall clock
  virtual std::chrono::steady_clock::time_point steady() const = 0;  // for waits
  virtual std::unique_ptr<timer> make_timer() = 0;
  // Runs `what` on the loop's thread, later. Any thread.
  virtual void post(std::function<void()> what) = 0;
};

}  // namespace ramal::relay
