#include "proxy/admin/body_rules.hpp"

#include <set>
#include <string>
#include <utility>

#include "routes/json.hpp"
#include "routes/text.hpp"

namespace ramal::admin {
namespace {

using routes::json::cursor;
using routes::json::problem;

constexpr refusal repeated_member{400, "REPEATED_MEMBER",
                                  "a member stands twice in an object of the body: send each one once"};
constexpr refusal too_complex{
    400, "BODY_TOO_COMPLEX",
    "the body has too many members, levels or digits of a number: send only what this path takes"};

// Both return false behind a member that repeats another one, and where the text is malformed.
bool read_value(cursor& at, bool& repeats);

bool read_object(cursor& at, bool& repeats) {
  std::set<std::string> names;
  return at.members([&](std::string_view raw) {
    std::string name;
    if (!routes::unescape_json(raw, name)) return false;
    repeats = repeats || !names.insert(std::move(name)).second;
    return !repeats && read_value(at, repeats);
  });
}

bool read_value(cursor& at, bool& repeats) {
  switch (at.peek()) {
    case '{': return read_object(at, repeats);
    case '[': return at.elements([&] { return read_value(at, repeats); });
    default: break;
  }
  std::string_view token;
  return at.value(token);
}

}  // namespace

std::optional<refusal> judge_body(std::string_view body) {
  cursor at(body);
  bool repeats = false;
  const bool is_read = read_value(at, repeats) && at.finish();
  if (repeats) return repeated_member;
  if (!is_read && at.what() != problem::syntax) return too_complex;
  return std::nullopt;
}

}  // namespace ramal::admin
