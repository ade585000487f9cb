#include "events/native_event.hpp"

#include <algorithm>

#include "events/fields.hpp"
#include "routes/json.hpp"
#include "routes/posted_event.hpp"
#include "routes/text.hpp"

namespace ramal::events {
namespace {

namespace json = routes::json;

constexpr std::size_t longest_name = 64, longest_word = 64, longest_time = 64;
constexpr std::string_view meta_name = "calls";

// The raw tokens of the members that a normalized event may have, at the top or in `data`.
struct tokens {
  std::string_view event, data, object, entry;
  std::string_view call_id, external_id, way, status, from, to, at, duration;
  std::string_view other_id, other_at, other_duration;  // other names of older pages, in `data` only
};

bool read_tokens(std::string_view object, tokens& found) {
  const wanted list[] = {
      {"event", &found.event},   {"data", &found.data},          {"object", &found.object},
      {"entry", &found.entry},   {"callId", &found.call_id},     {"externalCallId", &found.external_id},
      {"direction", &found.way}, {"status", &found.status},      {"from", &found.from},
      {"to", &found.to},         {"timestamp", &found.at},       {"duration", &found.duration},
      {"id", &found.other_id},   {"createdAt", &found.other_at}, {"durationSeconds", &found.other_duration}};
  return read_members(object, list);
}

bool is_object(std::string_view token) { return token.starts_with('{'); }
bool is_given(std::string_view token) { return !token.empty() && !json::is_null(token); }

// The name goes into a header and into logs.
std::string name_in(std::string_view token) {
  std::string name = text_in(token, longest_name);
  const bool safe = std::ranges::all_of(name, [](char c) {
    return config::is_digit(c) || (config::to_lower(c) >= 'a' && config::to_lower(c) <= 'z') || c == '.' || c == '_' ||
           c == '-';
  });
  return safe ? name : std::string();
}

direction direction_in(std::string_view token) {
  const std::string word = text_in(token, longest_word);
  if (routes::equal_ignoring_case(word, "INBOUND")) return direction::inbound;
  return routes::equal_ignoring_case(word, "OUTBOUND") ? direction::outbound : direction::unknown;
}

// What is missing at the top is looked up in `data`.
void read_normalized(const tokens& top, native_event& event) {
  tokens in_data;
  if (is_object(top.data)) read_tokens(top.data, in_data);
  const auto first = [](std::string_view a, std::string_view b, std::string_view c = {}) {
    return is_given(a) ? a : is_given(b) ? b : c;
  };
  event.native_id = call_id_in(first(top.call_id, in_data.call_id, in_data.other_id));
  event.external_id = call_id_in(first(top.external_id, in_data.external_id));
  event.way = direction_in(first(top.way, in_data.way));
  event.status = text_in(first(top.status, in_data.status), longest_word);
  event.from = phone_in(first(top.from, in_data.from));
  event.to = phone_in(first(top.to, in_data.to));
  event.at = parse_time(text_in(first(top.at, in_data.at, in_data.other_at), longest_time));
  event.duration = seconds_in(first(top.duration, in_data.duration, in_data.other_duration));
}

void read_go_words(std::string_view data, native_event& event) {
  std::string_view id, from, creator, at, reason;
  const wanted list[] = {
      {"CallID", &id}, {"From", &from}, {"CallCreator", &creator}, {"Timestamp", &at}, {"Reason", &reason}};
  read_members(data, list);
  event.data = data;
  event.external_id = call_id_in(id);
  event.from = phone_in(from);
  event.creator = phone_in(creator);
  event.at = parse_time(text_in(at, longest_time));
  event.reason = text_in(reason, longest_word);
}

// `calls` may be something else of Meta's: an envelope without a call is none of calls.
void read_meta(std::string_view body, const tokens& top, native_event& event) {
  std::string scratch;
  event.external_id = call_id_in(routes::find_posted_id(body, scratch));
  if (event.external_id.empty() && top.event.empty()) return;
  event.form = shape::meta;
  event.name = meta_name;
}

}  // namespace

std::optional<native_event> read_native_event(std::string_view body) {
  tokens top;
  if (!json::is_utf8(body) || !read_tokens(body, top)) return std::nullopt;
  const bool is_envelope = !top.object.empty() && !top.entry.empty();
  if (!json::is_string(top.event)) {
    if (!is_envelope) return std::nullopt;
    top.event = {};
  }
  native_event event;
  event.name = name_in(top.event);
  if (event.name.starts_with("call.")) {
    event.form = shape::normalized;
    read_normalized(top, event);
  } else if (event.name.starts_with("Call") && is_object(top.data)) {
    event.form = shape::go;
    read_go_words(top.data, event);
  } else if (event.name == meta_name || (top.event.empty() && is_envelope)) {
    read_meta(body, top, event);
  }
  return event;
}

}  // namespace ramal::events
