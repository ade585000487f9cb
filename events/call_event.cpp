#include "events/call_event.hpp"

#include <utility>

#include "events/sides.hpp"

namespace ramal::events {
namespace {

bool tells_in(source from, shape form) {
  return from == source::any || form == (from == source::go ? shape::go : shape::normalized);
}

// Why there must be no offer (section 1: a bot that rejects every offer would hang up its own calls).
ignored objection_to_offer(const native_event& event, const sides& both) {
  if (both.way == direction::outbound || both.from_own_number) return ignored::outbound;
  if (both.way == direction::unknown) return ignored::no_direction;
  return event.form == shape::normalized && is_final(event.status) ? ignored::over : ignored::no;
}

ignored objection(const call_event& event, const event_row& row, const sides& both, const key_facts& key) {
  if (both.other_number && key.strict_number) return ignored::other_number;
  if (row.what == phase::none) return row.go_name.empty() ? ignored::not_translated : ignored::no;
  if (!tells_in(key.from, event.told.form)) return ignored::other_source;
  if (row.what == phase::offer) {
    const ignored why = objection_to_offer(event.told, both);
    if (why != ignored::no) return why;
  }
  return event.call.empty() ? ignored::no_call_id : ignored::no;
}

}  // namespace

std::string_view text(ignored why) {
  constexpr std::string_view words[] = {"",
                                        "unknown event",
                                        "not translated",
                                        "no call id",
                                        "outbound",
                                        "no direction",
                                        "call is over",
                                        "other number",
                                        "other source",
                                        "duplicate",
                                        "late",
                                        "stale"};
  return words[static_cast<std::size_t>(why)];
}

call_event understand(native_event event, const key_facts& key) {
  call_event result;
  result.told = std::move(event);
  const native_event& told = result.told;
  result.call = told.external_id.empty() ? told.native_id : told.external_id;
  sides both = sides_of(told, key.own_number);
  result.way = both.way;
  result.other_number = both.other_number;
  const event_row* row = told.form == shape::other ? nullptr : find_event(told.name);
  if (row == nullptr) {
    result.why = ignored::unknown_event;
    return result;
  }
  // a request for permission has an id as well, which is none of a call
  if (told.form == shape::normalized && row->what == phase::none) result.call.clear();
  result.why = objection(result, *row, both, key);
  result.peer = std::move(both.peer);
  result.own = std::move(both.own);
  if (result.why != ignored::no) return result;
  result.what = row->what;
  result.go_name = row->go_name;
  if (row->what == phase::terminate)
    result.end = told.form == shape::go ? ending_of_go(told.reason) : ending_of(told.name, told.status);
  return result;
}

}  // namespace ramal::events
