#include "events/call_order.hpp"

#include <bit>

namespace ramal::events {
namespace {

std::uint8_t bit_of(phase what) { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(what)); }

void learn(std::string& known, const std::string& told) {
  if (known.empty()) known = told;
}

ignored judge(const call_state& call, phase what) {
  if (has(call, what)) return ignored::duplicate;
  if (what < highest(call)) return ignored::late;
  return what == phase::offer && call.way == direction::outbound ? ignored::outbound : ignored::no;
}

}  // namespace

bool has(const call_state& call, phase what) { return (call.stored & bit_of(what)) != 0; }

phase highest(const call_state& call) {
  return call.stored == 0 ? phase::none : static_cast<phase>(std::bit_width(call.stored) - 1);
}

std::vector<std::string_view> ids_of(const call_event& event) {
  std::vector<std::string_view> ids;
  const native_event& told = event.told;
  if (event.call.empty()) return ids;
  if (!told.external_id.empty()) ids.emplace_back(told.external_id);
  if (!told.native_id.empty() && told.native_id != told.external_id) ids.emplace_back(told.native_id);
  return ids;
}

ignored arrive(call_state& call, call_event& event) {
  learn(call.native_id, event.told.native_id);
  learn(call.external_id, event.told.external_id);
  if (call.way == direction::unknown || event.way == direction::outbound) call.way = event.way;
  if (!call.told_id.empty()) event.call = call.told_id;
  if (event.what == phase::none) return event.why;
  const ignored why = judge(call, event.what);
  if (why != ignored::no) return why;
  call.stored = static_cast<std::uint8_t>(call.stored | bit_of(event.what));
  learn(call.told_id, event.call);
  return ignored::no;
}

call_state merged(const call_state& first, const call_state& second) {
  call_state both = first;
  learn(both.told_id, second.told_id);
  learn(both.native_id, second.native_id);
  learn(both.external_id, second.external_id);
  both.stored = static_cast<std::uint8_t>(first.stored | second.stored);
  // One that our own side placed is never offered.
  if (both.way == direction::unknown || second.way == direction::outbound) both.way = second.way;
  return both;
}

}  // namespace ramal::events
