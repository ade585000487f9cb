#include "proxy/inspector/mask_path.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "config/letters.hpp"
#include "proxy/inspector/mask_number.hpp"
#include "proxy/inspector/shapes.hpp"
#include "proxy/rules/loggable.hpp"

namespace ramal::inspector {
namespace {

constexpr std::size_t most_id = 128, size_of_hex_id = 32;
constexpr std::string_view native_mark = "call_";

bool is_uuid(std::string_view text) { return text.size() == shape_of_uuid.size() && begins_as(text, shape_of_uuid); }

struct place {
  std::size_t begin, end;
};

// Of the first segment that stands where the routes have an id and looks like one.
std::optional<place> find_call_id(std::string_view path) {
  std::string_view before, last;
  for (std::size_t at = path.find('/'); at < path.size();) {
    const std::size_t begin = at + 1, end = std::min(path.find('/', begin), path.size());
    const std::string_view segment = path.substr(begin, end - begin);
    const bool is_behind_word = before == "call" && (last == "get" || last == "status");
    if ((last == "call" || last == "calls" || is_behind_word) && has_shape_of_call_id(segment))
      return place{begin, end};
    before = std::exchange(last, segment);
    at = end;
  }
  return std::nullopt;
}

std::string loggable(std::string_view path, const secrets& of) {
  const std::string_view sent = of.travelling.empty() ? std::string_view() : of.travelling.front();
  rules::logged_text room;
  return std::string(rules::write_loggable_path(path, of.known, sent, of.numbers, room));
}

// A key that is glued behind the mark of an id.
bool holds_key(std::string_view id, const secrets& of) {
  return std::ranges::any_of(std::array{native_mark, meta_mark}, [&](std::string_view mark) {
    return id.starts_with(mark) && of.known.holds(id.substr(mark.size()));
  });
}

}  // namespace

bool has_shape_of_call_id(std::string_view text) {
  if (text.size() > most_id) return false;
  if (text.starts_with(native_mark)) {
    const std::string_view rest = text.substr(native_mark.size());
    return !rest.empty() && std::ranges::all_of(rest, is_alphanumeric);
  }
  if (text.starts_with(meta_mark)) {
    const std::string_view rest = text.substr(meta_mark.size());
    return !rest.empty() && std::ranges::all_of(rest, is_of_base64);
  }
  return is_uuid(text) || (text.size() == size_of_hex_id && std::ranges::all_of(text, config::is_hex_digit));
}

std::string mask_path(std::string_view path, const secrets& of) {
  const auto id = find_call_id(path);
  if (!id || holds_key(path.substr(id->begin, id->end - id->begin), of)) return loggable(path, of);
  std::string shown(path.substr(id->begin, id->end - id->begin));
  mask_text(shown, of);  // a key of the configuration, one that travelled, or a number
  return loggable(path.substr(0, id->begin), of) + shown + loggable(path.substr(id->end), of);
}

}  // namespace ramal::inspector
