// How much of one worker's requests is captured. To mask a start costs some sixty times what the start itself does
// (bench/instructions.txt), about in proportion to its bytes. So bytes a second have a bound, and in a crowd most requests go by
// without being seen.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace ramal::inspector {

struct budget_limits {
  std::int64_t bytes_a_second = 256 * 1024;
  std::int64_t most = 256 * 1024;  // at once, after a silence: about a hundred starts
};

// One thread uses it.
class capture_budget {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  explicit capture_budget(budget_limits limits = {})
      : of_byte_(std::chrono::nanoseconds(std::chrono::seconds(1)) / limits.bytes_a_second),
        saved_(of_byte_ * limits.most) {}

  // Whether an exchange that is over at `now` may be captured; one that may not is skipped.
  bool allows(time_point now) {
    paid_until_ = std::max(paid_until_, now - saved_);
    if (paid_until_ < now) return true;
    ++skipped_;
    return false;
  }

  // What was captured is paid for afterwards: an exchange may take more than there is.
  void spend(std::size_t bytes) { paid_until_ += of_byte_ * static_cast<std::int64_t>(bytes); }

  // How many were skipped since this was asked last.
  std::uint64_t take_skipped() { return std::exchange(skipped_, 0); }

 private:
  std::chrono::nanoseconds of_byte_, saved_;
  time_point paid_until_ = time_point::min();  // time that passes pays for bytes
  std::uint64_t skipped_ = 0;
};

}  // namespace ramal::inspector
