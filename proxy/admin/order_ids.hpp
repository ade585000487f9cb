// Which orders of the console's page came before (console.md section 4): a browser sends a POST once more by itself where a
// kept connection breaks, and it breaks when the program ends, too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

namespace ramal::admin {

enum class order_verdict : std::uint8_t { is_new, repeated, of_another_run };

class order_ids {
 public:
  // `prefix`: of this run of the program, with which each id begins.
  explicit order_ids(std::string prefix) : prefix_(std::move(prefix)) {}

  const std::string& prefix() const { return prefix_; }
  // Remembers an id that is new. "" is always new: whoever gives no id sends nothing again by himself.
  order_verdict take(std::string_view id);

 private:
  static constexpr std::size_t most = 256;  // far more than can be under way

  const std::string prefix_;
  std::deque<std::string> last_;
};

// Random: no two runs have the same. Throws std::runtime_error if the system has no random bytes.
std::string make_order_prefix();

}  // namespace ramal::admin
