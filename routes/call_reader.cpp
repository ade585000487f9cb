#include "routes/call_reader.hpp"

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

// A name's raw text decides: an escaped spelling is `other`.
native_key key_of(std::string_view name) {
  if (name.empty()) return native_key::other;
  const unsigned row = name_slots[slot_of(name)];
  return row != 0 && equal(name_rows[row - 1].name, name) ? name_rows[row - 1].key : native_key::other;
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

}  // namespace

// A member that is where the last call had it costs one comparison; any other is searched, and foreseen from then on.
bool call_reader::read(native_call& out) {
  out.known.fill({});
  out.others.clear();
  in_.peek();
  const char* start = in_.position();
  std::size_t at = 0;
  const auto foresee = [&] {
    return at < seen_ ? std::string_view(members_[at].text, members_[at].size) : std::string_view();
  };
  const bool whole = in_.members(foresee, [&](std::string_view name, bool foreseen) {
    const native_key key = foreseen ? members_[at].key : key_of(name);
    if (!foreseen) remember(at, name, key);
    ++at;
    std::string_view value;
    if (!in_.value(value)) return false;
    if (key < native_key::reserved) out.known[static_cast<std::size_t>(key)] = value;
    else if (key == native_key::other) keep({name.data() - 1, name.size() + 2}, value, out);
    return true;
  });
  out.bytes = static_cast<std::size_t>(in_.position() - start);
  return whole;
}

// Only a name with its colon right behind it, as engines write them.
void call_reader::remember(std::size_t at, std::string_view name, native_key key) {
  if (at > seen_ || at == members_.size() || name.data()[name.size() + 1] != ':') return;
  members_[at] = {name.data() - 1, static_cast<unsigned>(name.size() + 3), key};
  if (at == seen_) ++seen_;
}

}  // namespace ramal::routes
