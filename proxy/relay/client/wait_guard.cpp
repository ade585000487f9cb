#include "proxy/relay/client/wait_guard.hpp"

namespace ramal::relay {
namespace {

using namespace std::chrono_literals;

// A timer that is later than this was held up with the whole program: what has arrived meanwhile comes first (O7).
constexpr auto held_up = 500ms;
constexpr auto late_patience = 1'000ms;

}  // namespace

void wait_guard::limit_to(clock::time_point until) {
  passed_ = false;
  timer_.expires_at(until);
  wait();
}

void wait_guard::wait() {
  timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (error || !self) return;
    const auto late = clock::now() - self->timer_.expiry();
    if (late < 0s) return;  // another limit is in force by now
    if (late > held_up) return self->limit_to(clock::now() + late_patience);
    self->passed_ = true;
    self->end_wait();
  });
}

void wait_guard::stop() {
  stopped_ = true;
  timer_.cancel();
  end_wait();
}

void wait_guard::release() {
  timer_.cancel();
  end_ = nullptr;
}

}  // namespace ramal::relay
