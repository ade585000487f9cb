#include "routes/find.hpp"

#include <algorithm>
#include <optional>

#include "routes/path_segments.hpp"
#include "routes/text.hpp"

namespace ramal::routes {
namespace {

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

constexpr unsigned bit(method verb) { return 1u << static_cast<unsigned>(verb); }

// Only the combinations that the table has: a new one needs a case here.
std::string_view allow_value(unsigned methods) {
  switch (methods) {
    case bit(method::get): return "GET, HEAD";
    case bit(method::post): return "POST";
    case bit(method::get) | bit(method::post): return "GET, HEAD, POST";
    case bit(method::get) | bit(method::put): return "GET, HEAD, PUT";
    default: return "GET, HEAD, DELETE";
  }
}

// Whether a pattern's first word can be this one: cheaper than to compare all of it.
bool may_begin(std::string_view pattern, std::string_view word) {
  return pattern.size() > word.size() && (pattern[1] == '{' || pattern.substr(1, word.size()) == word);
}

// What is left of the path below the mount; nothing if the path is outside.
std::optional<std::string_view> below(std::string_view mount, std::string_view path) {
  while (!mount.empty()) {
    mount.remove_prefix(1);
    const std::string_view word = mount.substr(0, mount.find('/'));
    mount.remove_prefix(word.size());
    path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
    if (path.substr(0, path.find('/')) != word) return std::nullopt;
    path.remove_prefix(word.size());
  }
  return path;
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

failure wrong_method(unsigned allowed, std::string_view hint) {
  failure f(failure_kind::method_not_allowed);
  f.allow = allow_value(allowed);
  f.hint = hint;
  return f;
}

// What is left of the path below the native door's mount, if it is one of that door.
std::optional<path_segments> below_native(const mount_options& options, std::string_view path) {
  if (!options.serves_native) return std::nullopt;
  const auto rest = below(options.native_mount, path);
  if (!rest) return std::nullopt;
  const path_segments found(*rest);
  if (found.count() < 2 || found[0] != "v1" || found[1] != "calls") return std::nullopt;
  return found;
}

// A word in the place of an id is that word, whatever stands behind it: no call has it as its id.
boost::system::result<match, failure> find_native(method verb, const path_segments& path) {
  unsigned allowed = 0;
  for (const route& row : native_routes()) {
    std::string_view id;
    if (compare(row.pattern, path, 0, id) == fit::none || is_reserved_id(id)) continue;
    if (row.verb == verb) return match{&row, id};
    allowed |= bit(row.verb);
  }
  if (allowed == 0) return failure(failure_kind::route_not_found, "Not found");
  return wrong_method(allowed, {});
}

boost::system::result<match, failure> find_below(const mount_options& options, method verb, const path_segments& path) {
  unsigned allowed = 0;
  bool by_words = false;
  match found;
  for (const route& row : routes()) {
    if (!may_begin(row.pattern, path[0]) || (row.alias && !options.aliases)) continue;
    std::string_view id;
    const fit how = compare(row.pattern, path, 0, id);
    if (how == fit::none || (how == fit::with_id && (by_words || is_taken(row, id)))) continue;
    if (row.op == operation::websocket) return match{&row, {}};
    by_words = by_words || how == fit::words;
    allowed |= bit(row.verb);
    if (row.verb == verb && found.row == nullptr) found = {&row, id};
  }
  if (found.row != nullptr) return found;
  if (allowed == 0) return failure(failure_kind::route_not_found);
  return wrong_method(allowed, wrong_method_hint(path));
}

}  // namespace

boost::system::result<match, failure> find_plainly(const mount_options& options, method verb, std::string_view path) {
  const method wanted = verb == method::head ? method::get : verb;
  if (const route* row = find_exact(options, wanted, path)) return match{row, {}};
  if (!is_clean(path)) return failure(failure_kind::bad_path);
  if (const auto native = below_native(options, path)) return find_native(wanted, *native);
  const auto rest = below(options.mount, path);
  if (rest) return find_below(options, wanted, path_segments(*rest));
  return failure(failure_kind::route_not_found);
}

std::string_view hint_of(const mount_options& options, std::string_view path) {
  if (below_native(options, path)) return {};
  const auto rest = below(options.mount, path);
  return rest ? options.hints.below(path_segments(*rest), options.aliases) : options.hints.outside(path_segments(path));
}

boost::system::result<match, failure> find(const mount_options& options, method verb, std::string_view path) {
  const auto found = find_plainly(options, verb, path);
  if (found.has_value()) return found;
  failure problem = found.error();
  if (problem.kind == failure_kind::route_not_found) problem.hint = hint_of(options, path);
  return problem;
}

}  // namespace ramal::routes
