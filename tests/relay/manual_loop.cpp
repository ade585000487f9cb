#include "tests/relay/manual_loop.hpp"

#include <algorithm>
#include <utility>

#include <catch2/catch.hpp>

namespace ramal::relay {

class manual_loop::manual_timer final : public timer {
 public:
  explicit manual_timer(manual_loop& of) : of_(of) {}
  ~manual_timer() override { cancel(); }
  void start(milliseconds after, std::function<void()> then) override {
    until_ = of_.passed_ + std::max(after, milliseconds(0));
    then_ = std::move(then);
    of_.waiting_.insert(this);
  }
  void cancel() override { of_.waiting_.erase(this); }

  milliseconds until() const { return until_; }
  void fire() {
    cancel();
    std::exchange(then_, nullptr)();
  }

 private:
  manual_loop& of_;
  milliseconds until_{0};
  std::function<void()> then_;
};

std::unique_ptr<timer> manual_loop::make_timer() { return std::make_unique<manual_timer>(*this); }

void manual_loop::post(std::function<void()> what) {
  const std::lock_guard lock(mutex_);
  posted_.push_back(std::move(what));
  changed_.notify_one();
}

bool manual_loop::run_one(bool wait) {
  std::function<void()> what;
  {
    std::unique_lock lock(mutex_);
    if (wait) REQUIRE(changed_.wait_for(lock, 20s, [this] { return !posted_.empty(); }));
    if (posted_.empty()) return false;
    what = std::move(posted_.front());
    posted_.pop_front();
  }
  what();
  return true;
}

// A question that is asked behind all others is answered behind them. Nothing more happens once two such questions in a row
// were all that ran.
void manual_loop::settle(store::event_store& with) {
  for (int quiet = 0; quiet < 2;) {
    answered_ = false;
    std::size_t ran = 0;
    with.submit(store::summary{}, [this](const store::outcome<store::totals>&) { post([this] { answered_ = true; }); });
    for (; !answered_; ++ran) run_one(true);
    while (run_one(false)) ++ran;
    quiet = ran == 1 ? quiet + 1 : 0;
  }
}

void manual_loop::advance(milliseconds time, store::event_store& with) {
  const milliseconds until = passed_ + time;
  settle(with);
  for (;;) {
    const auto next = std::ranges::min_element(waiting_, {}, [](const manual_timer* one) { return one->until(); });
    if (next == waiting_.end() || (*next)->until() > until) break;
    manual_timer* one = *next;
    passed_ = std::max(passed_, one->until());
    one->fire();
    settle(with);
  }
  passed_ = until;
}

}  // namespace ramal::relay
