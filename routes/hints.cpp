#include "routes/hints.hpp"

#include "routes/table.hpp"
#include "routes/text.hpp"

namespace ramal::routes {
namespace {

constexpr std::string_view call_routes =
    "the call routes are POST /call/start, /call/answer, /call/reject, /call/hangup, /call/media/play and "
    "/call/media/realtime/session, GET /call/list and /call/get";
constexpr std::string_view no_alias =
    "this alias is turned off here (aliases: false): the call routes are POST /call/start, /call/answer, "
    "/call/reject, /call/hangup, /call/media/play and /call/media/realtime/session, GET /call/list and /call/get";
constexpr std::string_view calls_only =
    "this gateway is for calls: it serves the /call routes, /server/ok, /instance/status, "
    "/instance/fetchInstances and /manager; send the other routes "
    "of Evolution GO to your Evolution GO server";
constexpr std::string_view lower_case = "paths are case-sensitive: write the words of a route in lower case";

bool is_route(const path_segments& path, std::size_t at) {
  std::string_view id;
  for (const route& row : routes())
    if (compare(row.pattern, path, at, id, equal_ignoring_case) != fit::none) return true;
  return false;
}

// A route that stands behind something else.
bool ends_in_route(const path_segments& path) {
  for (std::size_t at = 1; at < path.count(); ++at)
    if (is_route(path, at)) return true;
  return false;
}

bool is_unserved(const path_segments& path) {
  if (path.count() == 0) return false;
  for (const std::string_view word : unserved_words())
    if (equal_ignoring_case(word, path[0])) return true;
  return false;
}

// If the path is a route of another interface for calls: what it is called here.
std::string_view dialect_hint(const path_segments& path) {
  std::string_view id;
  for (const dialect& row : dialects())
    if (compare(row.pattern, path, 0, id) != fit::none) return row.instead;
  return {};
}

bool is_call(const path_segments& path) { return path.count() != 0 && equal_ignoring_case(path[0], "call"); }

}  // namespace

hints::hints(std::string_view mount) : mounted_(std::string(mount) + "*") {
  if (mount.empty()) {
    between_ = "a route stands right behind the host here: remove what stands in front of it";
    return;
  }
  const std::string where(mount);
  dropped_ = "this route is served below " + where +
             ", and that part of the base URL is missing: many libraries drop "
             "it when the route begins with a slash; write the whole URL, or append the route to the base URL as text";
  doubled_ = where + " stands in this path twice: write it once, in the base URL or in the route";
  wrong_front_ = "this route is served below " + where + ": write that in place of what stands in front of the route";
  between_ = "a route stands right behind " + where + ": remove what stands between them";
  wrong_case_ = "paths are case-sensitive: write " + where + " like this, and the words of a route in lower case";
  elsewhere_ = "nothing is served outside " + where + ": set the base URL to the address of this gateway and " + where;
}

std::string_view hints::below(const path_segments& path, bool aliases) const {
  std::string_view id;
  if (mounted_.size() > 1 && compare(mounted_, path, 0, id, equal_ignoring_case) != fit::none) return doubled_;
  if (const auto hint = dialect_hint(path); !hint.empty()) return hint;
  for (const route& row : routes())
    if (!aliases && row.alias && compare(row.pattern, path, 0, id) != fit::none) return no_alias;
  if (is_route(path, 0)) return lower_case;
  if (ends_in_route(path)) return between_;
  if (is_call(path)) return call_routes;
  return is_unserved(path) ? calls_only : std::string_view{};
}

std::string_view hints::outside(const path_segments& path) const {
  std::string_view id;
  if (is_call(path) || is_route(path, 0)) return dropped_;
  if (compare(mounted_, path, 0, id, equal_ignoring_case) != fit::none) return wrong_case_;
  if (ends_in_route(path)) return wrong_front_;
  if (const auto hint = dialect_hint(path); !hint.empty()) return hint;
  return is_unserved(path) ? std::string_view(calls_only) : elsewhere_;
}

std::string_view wrong_method_hint(const path_segments& path) {
  std::string_view id;
  for (const route& row : routes()) {
    if (compare(row.pattern, path, 0, id) == fit::words) return {};
    if (compare(row.pattern, path, 0, id, equal_ignoring_case) == fit::words) return lower_case;
  }
  return dialect_hint(path);
}

}  // namespace ramal::routes
