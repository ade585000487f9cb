#include "engine/clock.hpp"

namespace ramal::engine {

scaled_clock::scaled_clock(double speed)
    : speed_(speed >= 0.001 && speed <= 100'000 ? speed : 1.0),
      origin_(std::chrono::floor<milliseconds>(std::chrono::system_clock::now())),
      started_(std::chrono::steady_clock::now()) {}

time_point scaled_clock::now() const {
  const std::chrono::duration<double, std::milli> real = std::chrono::steady_clock::now() - started_;
  return origin_ + std::chrono::floor<milliseconds>(real * speed_);
}

std::chrono::nanoseconds scaled_clock::wait_until(time_point at) const {
  const std::chrono::duration<double, std::nano> real = (at - origin_) / speed_;
  const auto due = started_ + std::chrono::ceil<std::chrono::nanoseconds>(real);
  const auto left = due - std::chrono::steady_clock::now();
  return left > left.zero() ? left : left.zero();
}

}  // namespace ramal::engine
