#include "routes/find.hpp"

#include <algorithm>
#include <array>

#include "routes/text.hpp"

namespace ramal::routes {
namespace {

constexpr std::size_t max_segments = 16;

// The segments of a path: runs of '/' count as one, one trailing '/' is ignored.
struct segments {
  std::array<std::string_view, max_segments> part{};
  std::size_t count = 0;
  bool overflow = false;

  explicit segments(std::string_view path) {
    for (std::size_t at = 0; at < path.size();) {
      if (path[at] == '/') { ++at; continue; }
      const std::size_t end = std::min(path.find('/', at), path.size());
      if (count == max_segments) { overflow = true; return; }
      part[count++] = path.substr(at, end - at);
      at = end;
    }
  }
  std::string_view operator[](std::size_t i) const { return part[i]; }
};

bool is_bad_escape(std::string_view three) {
  return equal_ignoring_case(three, "%2e") || equal_ignoring_case(three, "%2f") || equal_ignoring_case(three, "%5c") ||
         three == "%00";
}

// Bytes that must not be in a path, and escapes that would become them (rule T9).
bool is_clean(std::string_view path) {
  if (path.empty() || path.front() != '/') return false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const auto byte = static_cast<unsigned char>(path[i]);
    if (byte <= 0x20 || byte >= 0x7F || byte == '\\') return false;
    if (byte == '%' && is_bad_escape(path.substr(i, 3))) return false;
    if (byte == '.' && path[i - 1] == '/') {
      const std::string_view segment = path.substr(i, path.find('/', i) - i);
      if (segment == "." || segment == "..") return false;
    }
  }
  return true;
}

// How well a pattern fits the segments behind the mount.
enum class fit { none, words, with_id };

fit compare(std::string_view pattern, const segments& path, std::size_t mounted, std::string_view& id) {
  const bool open_end = pattern.back() == '*';
  if (open_end) pattern.remove_suffix(1);
  fit found = fit::words;
  std::size_t at = mounted;
  for (std::size_t start = 1; start <= pattern.size(); ++at) {
    const std::size_t end = std::min(pattern.find('/', start), pattern.size());
    const std::string_view word = pattern.substr(start, end - start);
    if (at == path.count) return fit::none;
    if (word == "{id}") {
      id = path[at];
      found = fit::with_id;
    } else if (word != path[at]) {
      return fit::none;
    }
    start = end + 1;
  }
  return at == path.count || open_end ? found : fit::none;
}

// Words of the table win over {id}: /call/start is never the call whose id is "start".
bool is_taken(const route& candidate, std::string_view segment) {
  if (!candidate.pattern.starts_with("/call/{id}")) return false;
  return std::any_of(routes().begin(), routes().end(), [segment](const route& row) {
    const std::string_view words = row.pattern;
    const auto at = words.find(segment);
    return words.starts_with("/call/") && at != std::string_view::npos && words[at - 1] == '/' &&
           (at + segment.size() == words.size() || words[at + segment.size()] == '/' ||
            words[at + segment.size()] == '*');
  });
}

std::string_view allow_value(unsigned methods) {
  switch (methods) {
    case 1u << static_cast<unsigned>(method::get): return "GET";
    case 1u << static_cast<unsigned>(method::post): return "POST";
    case (1u << static_cast<unsigned>(method::get)) | (1u << static_cast<unsigned>(method::post)): return "GET, POST";
    default: return "GET, DELETE";
  }
}

failure not_found(const segments& path, std::size_t mounted) {
  failure f(failure_kind::route_not_found);
  if (mounted == 0) {
    f.hint = "no route is served outside the mount: set the base URL to http://HOST and the mount's path, by default "
             "/api/layer/evolution-go";
  } else if (path.count > mounted) {
    const auto& words = unserved_words();
    if (std::find(words.begin(), words.end(), path[mounted]) != words.end())
      f.hint = "this is a route of Evolution GO that Ramal does not serve: Ramal serves the /call/* routes, "
               "/server/ok and /instance/status; send the others to your Evolution GO server";
  }
  return f;
}

// How many segments the mount takes of the path, 0 if the path is outside.
std::size_t mounted_segments(std::string_view mount, const segments& path) {
  const segments wanted(mount);
  if (path.count < wanted.count) return 0;
  for (std::size_t i = 0; i < wanted.count; ++i)
    if (wanted[i] != path[i]) return 0;
  return wanted.count;
}

// The usual case: the path is the mount and a pattern without {id}, byte for byte.
const route* find_exact(const mount_options& options, method verb, std::string_view path) {
  if (!path.starts_with(options.mount)) return nullptr;
  const std::string_view rest = path.substr(options.mount.size());
  for (const route& row : routes())
    if (row.verb == verb && row.pattern.size() == rest.size() && row.pattern == rest && (!row.alias || options.aliases))
      return rest.back() == '*' ? nullptr : &row;
  return nullptr;
}

}  // namespace

boost::system::result<match, failure> find(const mount_options& options, method verb, std::string_view path) {
  if (const route* row = find_exact(options, verb, path)) return match{row, {}};
  if (!is_clean(path)) return failure(failure_kind::bad_path);
  const segments parts(path);
  const std::size_t mounted = mounted_segments(options.mount, parts);
  if (mounted == 0) return not_found(parts, 0);

  unsigned allowed = 0;
  bool by_words = false;
  match found;
  for (const route& row : routes()) {
    if ((row.alias && !options.aliases) || (parts.overflow && row.pattern.back() != '*')) continue;
    std::string_view id;
    const fit how = compare(row.pattern, parts, mounted, id);
    if (how == fit::none || (how == fit::with_id && (by_words || is_taken(row, id)))) continue;
    if (row.op == operation::websocket) return match{&row, {}};
    by_words = by_words || how == fit::words;
    allowed |= 1u << static_cast<unsigned>(row.verb);
    if (row.verb == verb && found.row == nullptr) found = {&row, id};
  }
  if (found.row != nullptr) return found;
  if (allowed == 0) return not_found(parts, mounted);
  failure f(failure_kind::method_not_allowed);
  f.allow = allow_value(allowed);
  return f;
}

}  // namespace ramal::routes
