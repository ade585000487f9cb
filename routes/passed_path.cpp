#include "routes/passed_path.hpp"

#include <algorithm>
#include <array>

#include "config/letters.hpp"
#include "config/passed_words.hpp"

namespace ramal::routes {
namespace {

// Behind /instance: routes that want the server's global key.
constexpr std::array<std::string_view, 7> admin_words{"create",         "all", "info", "delete", "proxy",
                                                      "forcereconnect", "logs"};

int hex_of(char c) {
  if (config::is_digit(c)) return c - '0';
  const char low = config::to_lower(c);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

bool needs_no_escape(char c) {
  const char low = config::to_lower(c);
  return config::is_digit(c) || (low >= 'a' && low <= 'z') || c == '-' || c == '.' || c == '_' || c == '~';
}

// `after`: what stands behind a '%'.
bool is_good_escape(std::string_view after) {
  if (after.size() < 2) return false;
  const int high = hex_of(after[0]), low = hex_of(after[1]);
  if (high < 0 || low < 0) return false;
  const int byte = high * 16 + low;
  if (byte < 0x20 || byte == 0x7f || byte == '/' || byte == '\\' || byte == '%') return false;
  return byte > 0x7f || !needs_no_escape(static_cast<char>(byte));
}

// What every server takes for the segment: some leave out what follows a ';' ("..;" is ".." to them), or cut it where an
// escape is odd.
std::string_view before_parameters(std::string_view segment) {
  return segment.substr(0, std::min(segment.find_first_of(";%"), segment.size()));
}

bool is_good_segment(std::string_view segment) {
  const std::string_view plain = before_parameters(segment);
  if (plain == "." || plain == ".." || segment.starts_with(';')) return false;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    const auto byte = static_cast<unsigned char>(segment[i]);
    if (byte <= 0x20 || byte >= 0x7f || byte == '\\') return false;
    if (byte == '%' && !is_good_escape(segment.substr(i + 1))) return false;
  }
  return true;
}

// The segment that `path`, which begins with '/', begins with; `path` becomes what follows it.
std::string_view take_segment(std::string_view& path) {
  const std::size_t end = std::min(path.find('/', 1), path.size());
  const std::string_view segment = path.substr(1, end - 1);
  path.remove_prefix(end);
  return segment;
}

// A server that takes letters in any case must not find an admin route where we see none.
bool is_admin(std::string_view word, std::string_view rest) {
  if (word != "instance" || rest.empty()) return false;
  const std::string_view second = before_parameters(take_segment(rest));
  return std::any_of(admin_words.begin(), admin_words.end(),
                     [&](std::string_view one) { return config::equal_ignoring_case(one, second); });
}

}  // namespace

bool is_canonical(std::string_view path) {
  if (path.empty() || path.front() != '/') return false;
  while (!path.empty()) {
    const std::string_view segment = take_segment(path);
    if (segment.empty() && !path.empty()) return false;  // two '/' side by side
    if (!is_good_segment(segment)) return false;
  }
  return true;
}

passed_paths::passed_paths(std::string_view mount, std::span<const std::string> more)
    : mount_(mount), more_(more.begin(), more.end()) {}

bool passed_paths::has_word(std::string_view word) const {
  if (config::is_unpassable_word(word)) return false;
  return config::is_passed_word(word) || std::find(more_.begin(), more_.end(), word) != more_.end();
}

// Empty segments in front of the first word hide it from us, not from every server: they are looked through first.
boost::system::result<passed_path, failure> passed_paths::find(std::string_view path) const {
  if (!path.starts_with(mount_)) return failure(failure_kind::route_not_found);
  path.remove_prefix(mount_.size());
  if (path.empty() || path.front() != '/') return failure(failure_kind::route_not_found);
  std::string_view looked = path.substr(
      path.find_first_not_of('/') == std::string_view::npos ? path.size() - 1 : path.find_first_not_of('/') - 1);
  const std::string_view word = take_segment(looked);
  if (!has_word(word)) return failure(failure_kind::route_not_found);
  if (!is_canonical(path)) return failure(failure_kind::bad_path);
  return passed_path{path, is_admin(word, looked)};
}

}  // namespace ramal::routes
