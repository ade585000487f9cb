#include "events/fields.hpp"

#include <algorithm>
#include <charconv>

#include "config/letters.hpp"
#include "events/phone.hpp"
#include "routes/json.hpp"
#include "routes/text.hpp"
#include "routes/values.hpp"

namespace ramal::events {
namespace {

namespace json = routes::json;

constexpr json::limits body_limits{64, 20'000, 1'024};
constexpr std::size_t most_bytes_an_escape_takes = 6;
constexpr std::size_t longest_phone = 64;
constexpr std::int64_t most_seconds = std::int64_t{10} * 366 * 24 * 3'600;

bool is_integer(std::string_view token) { return !token.empty() && std::ranges::all_of(token, config::is_digit); }

// A name as the body means it: escapes are rare.
std::string_view plain_name(std::string_view raw, std::string& scratch) {
  if (raw.find('\\') == std::string_view::npos) return raw;
  scratch.clear();
  return routes::unescape_json(raw, scratch) ? std::string_view(scratch) : std::string_view();
}

}  // namespace

bool read_members(std::string_view object, std::span<const wanted> list) {
  std::string scratch;
  json::cursor in(object, body_limits);
  const bool read = in.members([&](std::string_view raw_name) {
    std::string_view token;
    if (!in.value(token)) return false;
    const std::string_view name = plain_name(raw_name, scratch);
    for (const wanted& one : list)
      if (one.name == name) *one.token = token;
    return true;
  });
  return read && in.finish();
}

std::string text_in(std::string_view token, std::size_t most) {
  if (!json::is_string(token)) return {};
  const std::string_view inside = json::inside(token);
  std::string text;
  if (inside.size() > most * most_bytes_an_escape_takes || !routes::unescape_json(inside, text)) return {};
  return text.size() <= most ? text : std::string();
}

std::string call_id_in(std::string_view token) {
  std::string scratch;
  if (!routes::is_call_id(token, scratch)) return {};
  if (!json::is_string(token)) return is_integer(token) ? std::string(token) : std::string();
  return text_in(token, json::inside(token).size());
}

std::string phone_in(std::string_view token) {
  if (is_integer(token)) return phone_digits(token);
  return phone_digits(text_in(token, longest_phone));
}

std::optional<std::int64_t> seconds_in(std::string_view token) {
  std::int64_t value = 0;
  if (!is_integer(token)) return std::nullopt;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
  if (error != std::errc() || end != token.data() + token.size() || value > most_seconds) return std::nullopt;
  return value;
}

}  // namespace ramal::events
