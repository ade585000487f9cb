// The least speed of a body on its way, in place of a deadline for all of it (contracts/gateway.md section 3): a body may
// be slower for a while, and what it was faster before does not count for longer than that.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace ramal::rules {

struct body_rate {
  std::size_t bytes_per_second = 1'024;  // not 0
  std::chrono::nanoseconds patience = std::chrono::seconds(10);
};

// Of one side of one direction: only the time that this side was waited for counts, so that a slow reader is no fault of
// the sender.
class body_pace {
 public:
  explicit body_pace(const body_rate& least) : least_(least), left_(least.patience) {}

  // How long a wait that begins now may last.
  std::chrono::nanoseconds left() const { return std::max(left_, std::chrono::nanoseconds::zero()); }
  void waited(std::chrono::nanoseconds time) { left_ -= std::max(time, std::chrono::nanoseconds::zero()); }
  void moved(std::size_t bytes) {
    // more than `enough` fills it anyway: no product can overflow
    const auto rate = static_cast<std::uint64_t>(least_.bytes_per_second);
    const std::uint64_t enough = static_cast<std::uint64_t>(least_.patience / std::chrono::seconds(1) + 1) * rate;
    if (bytes >= enough && left_ >= std::chrono::nanoseconds::zero()) {
      left_ = least_.patience;
      return;
    }
    const std::uint64_t whole = bytes / rate, part = bytes % rate;
    left_ += std::chrono::seconds(std::min(whole, enough)) + std::chrono::nanoseconds(part * 1'000'000'000 / rate);
    left_ = std::min(left_, least_.patience);
  }

 private:
  body_rate least_;
  std::chrono::nanoseconds left_;
};

}  // namespace ramal::rules
