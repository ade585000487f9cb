#include "routes/call_object.hpp"

#include <algorithm>

#include "config/letters.hpp"
#include "routes/short_text.hpp"
#include "routes/values.hpp"

namespace ramal::routes {
namespace {

using config::is_digit;

struct word_pair {
  std::string_view native;  // with its quotes
  std::string_view client;
};
constexpr word_pair status_words[] = {
    {"\"COMPLETED\"", "\"ended\""},    {"\"ACCEPTED\"", "\"connected\""}, {"\"MISSED\"", "\"ended\""},
    {"\"INITIATED\"", "\"starting\""}, {"\"REJECTED\"", "\"rejected\""},  {"\"FAILED\"", "\"failed\""},
};
constexpr word_pair state_words[] = {
    {"\"COMPLETED\"", "\"ended\""},   {"\"ACCEPTED\"", "\"active\""}, {"\"MISSED\"", "\"ended\""},
    {"\"INITIATED\"", "\"ringing\""}, {"\"RINGING\"", "\"ringing\""}, {"\"REJECTED\"", "\"ended\""},
    {"\"FAILED\"", "\"failed\""},
};
constexpr word_pair direction_words[] = {
    {"\"INBOUND\"", "\"incoming\""},
    {"\"OUTBOUND\"", "\"outgoing\""},
};

template <std::size_t N>
std::string_view find_word(const word_pair (&rows)[N], std::string_view token) {
  for (const word_pair& row : rows)
    if (equal(row.native, token)) return row.client;
  return {};
}

void put_lower(std::string_view token, writer& out) {
  for (char c : token) out.put(config::to_lower(c));
}

// Writes one member with the comma behind it; the last comma is left to the caller.
template <std::size_t N>
void put_member(writer& out, const char (&name_and_colon)[N], std::string_view token) {
  if (token.empty()) return;
  out.lit(name_and_colon);
  out.put(token);
  out.put(',');
}

void put_status(const native_call& call, std::string_view direction, writer& out) {
  const std::string_view status = call[native_key::status];
  if (status.empty()) return;
  out.lit("\"status\":");
  if (status == "\"RINGING\"") {
    out.put(direction == "\"INBOUND\"" ? std::string_view("\"offered\"") : std::string_view("\"ringing\""));
  } else if (const auto word = find_word(status_words, status); !word.empty()) {
    out.put(word);
  } else {
    put_lower(status, out);
  }
  out.lit(",\"state\":");
  const std::string_view ended = call[native_key::ended_at];
  if (const auto word = find_word(state_words, status); !word.empty()) {
    out.put(word);
  } else if (!ended.empty() && !json::is_null(ended)) {
    out.lit("\"ended\"");
  } else {
    put_lower(status, out);
  }
  out.put(',');
}

void put_direction(std::string_view direction, std::string_view known, writer& out) {
  if (!known.empty()) {
    out.lit("\"direction\":\"");
    out.put(known);
    out.lit("\",");
    return;
  }
  if (direction.empty()) return;
  out.lit("\"direction\":");
  if (const auto word = find_word(direction_words, direction); !word.empty()) out.put(word);
  else put_lower(direction, out);
  out.put(',');
}

void put_digits(std::string_view text, writer& out) {
  for (char c : text)
    if (is_digit(c)) out.put(c);
}

bool is_all_digits(std::string_view text) {
  bool only = !text.empty();
  for (char c : text) only &= is_digit(c);
  return only;
}

// `number` and `peer` from the digits of a token; null stays null, and text without any digit stays as it is.
void put_peer(std::string_view token, writer& out) {
  if (token.empty()) return;
  const std::string_view text = json::is_string(token) ? json::inside(token) : token;
  if (is_all_digits(text)) {
    out.lit("\"number\":\"");
    out.put(text);
    out.lit("\",\"peer\":\"");
    out.put(text);
    out.lit("@s.whatsapp.net\",");
  } else if (json::is_null(token)) {
    out.lit("\"number\":null,\"peer\":null,");
  } else if (std::none_of(token.begin(), token.end(), is_digit)) {
    out.lit("\"number\":");
    out.put(token);
    out.put(',');
  } else {
    out.lit("\"number\":\"");
    put_digits(token, out);
    out.lit("\",\"peer\":\"");
    put_digits(token, out);
    out.lit("@s.whatsapp.net\",");
  }
}

bool is_number(std::string_view token) { return !token.empty() && is_digit(token.back()); }

// Numeric ids become text, since every id is one; null stays null.
void put_ids(std::string_view shown, std::string_view native, writer& out) {
  if (!shown.empty()) {
    out.lit("\"callId\":\"");
    out.put(shown);
    out.lit("\",\"id\":\"");
    out.put(shown);
    out.lit("\",");
  } else if (json::is_null(native)) {
    out.lit("\"callId\":null,\"id\":null,");
  }
  if (!is_number(native)) return put_member(out, "\"nativeId\":", native);
  out.lit("\"nativeId\":\"");
  out.put(native);
  out.lit("\",");
}

}  // namespace

std::string_view shown_id(const native_call& call, std::string& scratch) {
  const std::string_view external = call[native_key::external_id];
  if (json::is_string(external) && is_call_id(external, scratch)) return json::inside(external);
  const std::string_view id = call[native_key::id];
  if (!is_call_id(id, scratch)) return {};
  return json::is_string(id) ? json::inside(id) : id;
}

std::string_view native_id(const native_call& call) {
  const std::string_view id = call[native_key::id];
  if (json::is_string(id)) return json::inside(id);
  return is_number(id) ? id : std::string_view{};
}

void write_call_members(const native_call& call, const known_of_call& known, bytes& buffer) {
  // every token is written at most three times (the id: callId, id, nativeId), names and words add less than 600 bytes
  writer out(buffer, 3 * (call.bytes + known.callee.size() + known.id.size()) + 600);
  put_ids(known.id, call[native_key::id], out);
  put_member(out, "\"nativeStatus\":", call[native_key::status]);
  put_direction(call[native_key::direction], known.direction, out);
  put_status(call, call[native_key::direction], out);
  put_peer(known.callee.empty() ? call[native_key::peer_number] : known.callee, out);
  out.lit("\"video\":false,\"mediaType\":\"audio\",");
  put_member(out, "\"createdAt\":", call[native_key::created_at]);
  put_member(out, "\"updatedAt\":", call[native_key::updated_at]);
  put_member(out, "\"startedAt\":", call[native_key::started_at]);
  put_member(out, "\"acceptedAt\":", call[native_key::connected_at]);
  put_member(out, "\"endedAt\":", call[native_key::ended_at]);
  put_member(out, "\"durationSeconds\":", call[native_key::duration_seconds]);
  for (const auto& other : call.others) {
    if (!other.name.empty()) {
      out.put(other.name);
      out.put(':');
    }
    out.put(other.value);
    out.put(',');
  }
  out.drop_last();
}

}  // namespace ramal::routes
