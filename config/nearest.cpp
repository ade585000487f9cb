#include "config/nearest.hpp"

#include <algorithm>
#include <array>

#include "config/letters.hpp"

namespace ramal::config {
namespace {

constexpr std::size_t longest = 64;

char folded(char c) { return c == '-' ? '_' : to_lower(c); }

// "warning" for "warn", "conn" for "connections"; fewer than 4 letters say too little.
std::string longer_or_shorter(std::string_view typed, const std::vector<std::string>& names) {
  for (const auto& name : names) {
    const std::size_t shorter = std::min({typed.size(), name.size(), longest});
    if (shorter >= 4 && edit_distance(typed.substr(0, shorter), std::string_view(name).substr(0, shorter)) == 0) {
      return name;
    }
  }
  return {};
}

}  // namespace

// Optimal string alignment: three rows of the usual table are enough.
std::size_t edit_distance(std::string_view one, std::string_view other) {
  one = one.substr(0, longest);
  other = other.substr(0, longest);
  using row = std::array<std::size_t, longest + 1>;
  row before{}, above{}, current{};
  for (std::size_t j = 0; j <= other.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= one.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= other.size(); ++j) {
      const char a = folded(one[i - 1]), b = folded(other[j - 1]);
      current[j] = std::min({above[j] + 1, current[j - 1] + 1, above[j - 1] + (a == b ? 0 : 1)});
      if (i > 1 && j > 1 && a == folded(other[j - 2]) && b == folded(one[i - 2])) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
    before = above;
    above = current;
  }
  return above[other.size()];
}

std::string nearest(std::string_view typed, const std::vector<std::string>& names) {
  const std::size_t allowed = std::max<std::size_t>(2, std::min(typed.size(), longest) / 3);
  std::size_t best_distance = allowed + 1;
  std::string best;
  for (const auto& name : names) {
    const std::size_t distance = edit_distance(typed, name);
    if (distance < best_distance && distance < name.size()) {
      best_distance = distance;
      best = name;
    }
  }
  return best.empty() ? longer_or_shorter(typed, names) : best;
}

}  // namespace ramal::config
