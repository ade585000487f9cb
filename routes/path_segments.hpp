// A path as its segments, and how they fit a pattern of table.cpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace ramal::routes {

// Runs of '/' count as one, one trailing '/' is ignored (go-calls.md section 1).
class path_segments {
 public:
  static constexpr std::size_t most = 16;

  explicit path_segments(std::string_view path) {
    for (std::size_t at = 0; at < path.size();) {
      if (path[at] == '/') {
        ++at;
        continue;
      }
      const std::size_t end = std::min(path.find('/', at), path.size());
      if (count_ == most) {
        overflow_ = true;
        return;
      }
      part_[count_++] = path.substr(at, end - at);
      at = end;
    }
  }

  std::string_view operator[](std::size_t i) const { return part_[i]; }
  std::size_t count() const { return count_; }
  bool overflow() const { return overflow_; }  // there are more than `most`

 private:
  std::array<std::string_view, most> part_{};
  std::size_t count_ = 0;
  bool overflow_ = false;
};

// How well a pattern fits.
enum class fit : std::uint8_t { none, words, with_id };

// Compares the segments from `at` on. `{id}` in a pattern stands for any one segment, which `id` then names; a trailing
// '*' for anything below. `same` compares a word of the pattern with a segment.
template <class Same>
fit compare(std::string_view pattern, const path_segments& path, std::size_t at, std::string_view& id, Same same) {
  const bool open_end = pattern.back() == '*';
  if (open_end) pattern.remove_suffix(1);
  fit found = fit::words;
  for (std::size_t start = 1; start <= pattern.size(); ++at) {
    const std::size_t end = std::min(pattern.find('/', start), pattern.size());
    const std::string_view word = pattern.substr(start, end - start);
    if (at >= path.count()) return fit::none;
    if (word == "{id}") {
      id = path[at];
      found = fit::with_id;
    } else if (!same(word, path[at])) {
      return fit::none;
    }
    start = end + 1;
  }
  if (open_end) return found;
  return at == path.count() && !path.overflow() ? found : fit::none;
}

inline fit compare(std::string_view pattern, const path_segments& path, std::size_t at, std::string_view& id) {
  return compare(pattern, path, at, id, [](std::string_view a, std::string_view b) { return a == b; });
}

}  // namespace ramal::routes
