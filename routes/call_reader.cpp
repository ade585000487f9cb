#include "routes/call_reader.hpp"

#include <algorithm>

#include "routes/short_text.hpp"

namespace ramal::routes {
namespace {

struct name_row {
  std::string_view name;
  native_key key;
};
constexpr name_row name_rows[] = {
    {"id", native_key::id},
    {"externalCallId", native_key::external_id},
    {"direction", native_key::direction},
    {"status", native_key::status},
    {"peerNumber", native_key::peer_number},
    {"createdAt", native_key::created_at},
    {"updatedAt", native_key::updated_at},
    {"startedAt", native_key::started_at},
    {"connectedAt", native_key::connected_at},
    {"endedAt", native_key::ended_at},
    {"durationSeconds", native_key::duration_seconds},
    {"success", native_key::success},
    {"callId", native_key::reserved},
    {"nativeId", native_key::reserved},
    {"nativeStatus", native_key::reserved},
    {"state", native_key::reserved},
    {"number", native_key::reserved},
    {"peer", native_key::reserved},
    {"video", native_key::reserved},
    {"mediaType", native_key::reserved},
    {"acceptedAt", native_key::reserved},
    {"message", native_key::reserved},
    {"data", native_key::reserved},
    {"error", native_key::reserved},
    {"calls", native_key::reserved},
};

constexpr std::size_t slots = 64;
constexpr std::size_t slot_of(std::string_view name) {
  return (name.size() + static_cast<unsigned char>(name.front()) +
          static_cast<unsigned char>(name[name.size() / 2]) * 13 + static_cast<unsigned char>(name.back())) %
         slots;
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

// A name's raw text decides: an escaped spelling is `other`.
native_key key_of(std::string_view name) {
  if (name.empty()) return native_key::other;
  const unsigned row = name_slots[slot_of(name)];
  return row != 0 && equal(name_rows[row - 1].name, name) ? name_rows[row - 1].key : native_key::other;
}

bool is_copied(native_key key) { return key == native_key::other || key == native_key::success; }

constexpr std::size_t first_copied_slot = native_call::known_keys + 1;  // of the member at place 0

void keep(std::string_view member, native_call& out) {
  if (!out.others.empty()) {  // neighbours with only a comma between them are one span
    auto& last = out.others.back();
    if (last.name.empty() && last.value.data() + last.value.size() + 1 == member.data()) {
      last.value = {last.value.data(), last.value.size() + 1 + member.size()};
      return;
    }
  }
  out.others.push_back({{}, member});
}

void keep(std::string_view name, std::string_view value, native_call& out) {
  const std::string_view quoted(name.data() - 1, name.size() + 2);
  const bool compact = quoted.data() + quoted.size() + 1 == value.data();
  if (compact) keep({quoted.data(), quoted.size() + 1 + value.size()}, out);
  else out.others.push_back({quoted, value});
}

}  // namespace

bool call_reader::read(native_call& out) {
  std::fill_n(out.tokens.begin(), native_call::known_keys, std::string_view());
  out.others.clear();
  in_.peek();
  const char* start = in_.position();
  if (!in_.enter('{')) return false;
  for (std::size_t at = 0;; ++at) {
    if (at < seen_ && !read_predicted(out, at)) return false;
    std::string_view name, value;
    if (!in_.next_member(at == 0, name)) break;
    const native_key key = key_of(name);
    if (count_ == call_count::many) predict(at, name, key);
    if (!in_.value(value)) return false;
    if (is_copied(key)) keep(name, value, out);
    if (key != native_key::other) out.tokens[static_cast<std::size_t>(key)] = value;
  }
  const bool whole = in_.leave('}');
  out.bytes = static_cast<std::size_t>(in_.position() - start);
  return whole;
}

// What is as it was in the call before; `at` is the place of the next member.
bool call_reader::read_predicted(native_call& out, std::size_t& at) {
  const auto part = routes::read_predicted(in_.position(), in_.end(), members_.data() + at, members_.data() + seen_,
                                           out.tokens.data());
  for (std::size_t i = 0; i < part.members; ++i, ++at)
    if (members_[at].slot >= first_copied_slot) keep(out.tokens[members_[at].slot], out);
  return in_.pass_members(part.end, part.members);
}

// Only a name with its colon right behind it and its comma right before it, as engines write them.
void call_reader::predict(std::size_t at, std::string_view name, native_key key) {
  const std::size_t comma = at == 0 ? 0 : 1;
  const std::string_view text(name.data() - 1 - comma, comma + name.size() + 3);
  const bool compact = text.back() == ':' && (at == 0 || text.front() == ',');
  if (at > seen_ || at == members_.size() || text.size() > predicted_member::longest || !compact) return;
  if (is_copied(key)) members_[at] = {text, comma, first_copied_slot + at};
  else members_[at] = {text, text.size(), static_cast<std::size_t>(key)};
  if (at == seen_) ++seen_;
}

}  // namespace ramal::routes
