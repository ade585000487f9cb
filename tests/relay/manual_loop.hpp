// A control loop whose time the test sets. The store's answers come from its own thread: settle() waits for them.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>

#include "proxy/relay/control_loop.hpp"
#include "store/event_store.hpp"

namespace ramal::relay {

using namespace std::chrono_literals;

// 2026-07-03 15:00:00 UTC.
inline constexpr store::instant start{milliseconds{1'783'090'800'000}};

class manual_loop final : public control_loop {
 public:
  store::instant now() const override { return start + passed_ + set_by; }
  std::chrono::steady_clock::time_point steady() const override {
    return std::chrono::steady_clock::time_point(std::chrono::hours(1)) + passed_;
  }
  std::unique_ptr<timer> make_timer() override;
  void post(std::function<void()> what) override;

  // Runs all that is posted until neither the loop nor the store has anything to do. Fails the test after 20 s.
  void settle(store::event_store& with);
  // Lets time pass, timer after timer, and settles.
  void advance(milliseconds time, store::event_store& with);
  milliseconds set_by{0};  // how far the wall clock was set ahead
  std::size_t timers() const { return waiting_.size(); }

 private:
  class manual_timer;

  bool run_one(bool wait);

  milliseconds passed_{0};
  bool answered_ = false;  // the question of settle()
  std::set<manual_timer*> waiting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> posted_;
};

}  // namespace ramal::relay
