#include "engine/call.hpp"

#include <array>

namespace ramal::engine {

namespace {

struct transition {
  call_status from;
  call_event what;
  call_status to;
};

constexpr std::array transitions{
    transition{call_status::initiated, call_event::ring, call_status::ringing},
    transition{call_status::initiated, call_event::reject, call_status::rejected},
    transition{call_status::initiated, call_event::fail, call_status::failed},
    transition{call_status::initiated, call_event::hang_up, call_status::completed},
    transition{call_status::ringing, call_event::answer, call_status::accepted},
    transition{call_status::ringing, call_event::reject, call_status::rejected},
    transition{call_status::ringing, call_event::miss, call_status::missed},
    transition{call_status::ringing, call_event::fail, call_status::failed},
    transition{call_status::ringing, call_event::hang_up, call_status::completed},
    transition{call_status::accepted, call_event::fail, call_status::failed},
    transition{call_status::accepted, call_event::hang_up, call_status::completed},
};

}  // namespace

std::string_view name_of(call_direction direction) {
  return direction == call_direction::inbound ? "INBOUND" : "OUTBOUND";
}

std::string_view name_of(call_status one) {
  switch (one) {
    case call_status::initiated: return "INITIATED";
    case call_status::ringing: return "RINGING";
    case call_status::accepted: return "ACCEPTED";
    case call_status::rejected: return "REJECTED";
    case call_status::completed: return "COMPLETED";
    case call_status::failed: return "FAILED";
    case call_status::missed: return "MISSED";
  }
  return "FAILED";
}

bool ringing(call_status one) { return one == call_status::initiated || one == call_status::ringing; }

bool has_ended(call_status one) { return !ringing(one) && one != call_status::accepted; }

std::optional<std::int64_t> duration_seconds(const call& one) {
  if (!one.connected_at || !one.ended_at) return std::nullopt;
  return std::chrono::floor<std::chrono::seconds>(*one.ended_at - *one.connected_at).count();
}

bool apply(call& one, call_event what, time_point at) {
  for (const transition& row : transitions) {
    if (row.from != one.status || row.what != what) continue;
    one.status = row.to;
    one.updated_at = at;
    if (row.to == call_status::accepted) one.connected_at = at;
    if (has_ended(row.to)) one.ended_at = at;
    return true;
  }
  return false;
}

}  // namespace ramal::engine
