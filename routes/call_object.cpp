#include "routes/call_object.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "config/letters.hpp"

namespace ramal::routes {
namespace {

// `reserved`: a native key of a name that Ramal itself writes; it is dropped, so that no answer has a key twice.
enum class meaning : unsigned char {
  id, external_id, direction, status, peer_number, created_at, updated_at, started_at, connected_at, ended_at,
  duration_seconds, reserved, other
};
static_assert(static_cast<int>(meaning::duration_seconds) + 1 == static_cast<int>(native_key::count));

struct name_row {
  std::string_view name;
  meaning means;
};
constexpr name_row name_rows[] = {
    {"id", meaning::id},
    {"externalCallId", meaning::external_id},
    {"direction", meaning::direction},
    {"status", meaning::status},
    {"peerNumber", meaning::peer_number},
    {"createdAt", meaning::created_at},
    {"updatedAt", meaning::updated_at},
    {"startedAt", meaning::started_at},
    {"connectedAt", meaning::connected_at},
    {"endedAt", meaning::ended_at},
    {"durationSeconds", meaning::duration_seconds},
    {"callId", meaning::reserved},
    {"nativeId", meaning::reserved},
    {"nativeStatus", meaning::reserved},
    {"state", meaning::reserved},
    {"number", meaning::reserved},
    {"peer", meaning::reserved},
    {"video", meaning::reserved},
    {"mediaType", meaning::reserved},
    {"acceptedAt", meaning::reserved},
    {"message", meaning::reserved},
    {"data", meaning::reserved},
    {"error", meaning::reserved},
    {"calls", meaning::reserved},
};

constexpr std::size_t slots = 64;
constexpr std::size_t slot_of(std::string_view name) {
  return (name.size() + static_cast<unsigned char>(name.front()) +
          static_cast<unsigned char>(name[name.size() / 2]) * 13 + static_cast<unsigned char>(name.back())) % slots;
}
// Row number + 1 by slot; the multipliers above were chosen so that no two rows meet, which is checked here.
constexpr auto name_slots = [] {
  std::array<unsigned char, slots> table{};
  for (std::size_t i = 0; i < std::size(name_rows); ++i) {
    auto& slot = table[slot_of(name_rows[i].name)];
    if (slot != 0) throw "two names share a slot";
    slot = static_cast<unsigned char>(i + 1);
  }
  return table;
}();

// Names and words are short: two overlapping loads are cheaper than a call of memcmp.
bool equal(std::string_view a, std::string_view b) {
  const std::size_t size = a.size();
  if (size != b.size()) return false;
  const auto halves_differ = [&](auto part) {
    decltype(part) first[2], last[2];
    std::memcpy(&first[0], a.data(), sizeof part);
    std::memcpy(&first[1], b.data(), sizeof part);
    std::memcpy(&last[0], a.data() + size - sizeof part, sizeof part);
    std::memcpy(&last[1], b.data() + size - sizeof part, sizeof part);
    return ((first[0] ^ first[1]) | (last[0] ^ last[1])) != 0;
  };
  if (size > 16) return a == b;
  if (size >= 8) return !halves_differ(std::uint64_t{});
  if (size >= 4) return !halves_differ(std::uint32_t{});
  return a == b;
}

meaning meaning_of(std::string_view name) {
  if (name.empty()) return meaning::other;
  const unsigned row = name_slots[slot_of(name)];
  return row != 0 && equal(name_rows[row - 1].name, name) ? name_rows[row - 1].means : meaning::other;
}

void keep(std::string_view quoted_name, std::string_view value, native_call& out) {
  const bool compact = quoted_name.data() + quoted_name.size() + 1 == value.data();
  if (!compact) {
    out.others.push_back({quoted_name, value});
    return;
  }
  const std::string_view member(quoted_name.data(), quoted_name.size() + 1 + value.size());
  if (!out.others.empty()) {  // neighbours with only a comma between them are one span
    auto& last = out.others.back();
    if (last.name.empty() && last.value.data() + last.value.size() + 1 == member.data()) {
      last.value = {last.value.data(), last.value.size() + 1 + member.size()};
      return;
    }
  }
  out.others.push_back({{}, member});
}

struct word_pair {
  std::string_view native;  // with its quotes
  std::string_view client;
};
constexpr word_pair status_words[] = {
    {"\"COMPLETED\"", "\"ended\""}, {"\"ACCEPTED\"", "\"connected\""}, {"\"MISSED\"", "\"ended\""},
    {"\"INITIATED\"", "\"starting\""}, {"\"REJECTED\"", "\"rejected\""}, {"\"FAILED\"", "\"failed\""},
};
constexpr word_pair state_words[] = {
    {"\"COMPLETED\"", "\"ended\""}, {"\"ACCEPTED\"", "\"active\""}, {"\"MISSED\"", "\"ended\""},
    {"\"INITIATED\"", "\"ringing\""}, {"\"RINGING\"", "\"ringing\""}, {"\"REJECTED\"", "\"ended\""},
    {"\"FAILED\"", "\"failed\""},
};
constexpr word_pair direction_words[] = {
    {"\"INBOUND\"", "\"incoming\""}, {"\"OUTBOUND\"", "\"outgoing\""},
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

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void put_digits(std::string_view text, writer& out) {
  for (char c : text)
    if (is_digit(c)) out.put(c);
}

bool has_only_digits(std::string_view text) {
  bool only = !text.empty();
  for (char c : text) only &= is_digit(c);
  return only;
}

// `number` and `peer` from the digits of a token; null stays null, and text without any digit stays as it is.
void put_peer(std::string_view token, writer& out) {
  if (token.empty()) return;
  const std::string_view text = json::is_string(token) ? json::inside(token) : token;
  if (has_only_digits(text)) {
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

}  // namespace

bool read_native_call(json::cursor& in, native_call& out) {
  out.known.fill({});
  out.others.clear();
  in.peek();
  const char* start = in.position();
  const bool whole = in.members([&](std::string_view name) {
    std::string_view value;
    if (!in.value(value)) return false;
    const meaning means = meaning_of(name);
    if (means < meaning::reserved) out.known[static_cast<std::size_t>(means)] = value;
    else if (means == meaning::other) keep({name.data() - 1, name.size() + 2}, value, out);
    return true;
  });
  out.bytes = static_cast<std::size_t>(in.position() - start);
  return whole;
}

void write_call_members(const native_call& call, const known_of_call& known, bytes& buffer) {
  // every token is written at most three times (the id: callId, id, nativeId), names and words add less than 600 bytes
  writer out(buffer, 3 * (call.bytes + known.callee.size()) + 600);
  const std::string_view id = call[native_key::id];
  const std::string_view external = call[native_key::external_id];
  const bool has_external = !external.empty() && !json::is_null(external) && external != "\"\"";
  const std::string_view shown = has_external ? external : id;
  put_member(out, "\"callId\":", shown);
  put_member(out, "\"id\":", shown);
  put_member(out, "\"nativeId\":", id);
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
