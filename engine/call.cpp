#include "engine/call.hpp"

#include <array>

namespace ramal::engine {

namespace {

using status = call_status;
using event = call_event;

struct transition {
  status from;
  event what;
  status to;
};

constexpr std::array transitions{
    transition{status::initiated, event::ring, status::ringing},
    transition{status::initiated, event::reject, status::rejected},
    transition{status::initiated, event::fail, status::failed},
    transition{status::initiated, event::hang_up, status::completed},
    transition{status::ringing, event::answer, status::accepted},
    transition{status::ringing, event::reject, status::rejected},
    transition{status::ringing, event::miss, status::missed},
    transition{status::ringing, event::fail, status::failed},
    transition{status::ringing, event::hang_up, status::completed},
    transition{status::accepted, event::fail, status::failed},
    transition{status::accepted, event::hang_up, status::completed},
};

}  // namespace

std::string_view name_of(call_direction direction) {
  return direction == call_direction::inbound ? "INBOUND" : "OUTBOUND";
}

std::string_view name_of(call_status one) {
  switch (one) {
    case status::initiated: return "INITIATED";
    case status::ringing: return "RINGING";
    case status::accepted: return "ACCEPTED";
    case status::rejected: return "REJECTED";
    case status::completed: return "COMPLETED";
    case status::failed: return "FAILED";
    case status::missed: return "MISSED";
  }
  return "FAILED";
}

bool ringing(call_status one) { return one == status::initiated || one == status::ringing; }

bool ended(call_status one) { return !ringing(one) && one != status::accepted; }

std::optional<std::int64_t> duration_seconds(const call& one) {
  if (!one.connected_at || !one.ended_at) return std::nullopt;
  return std::chrono::floor<std::chrono::seconds>(*one.ended_at - *one.connected_at).count();
}

bool apply(call& one, call_event what, time_point at) {
  for (const transition& row : transitions) {
    if (row.from != one.status || row.what != what) continue;
    one.status = row.to;
    one.updated_at = at;
    if (row.to == status::accepted) one.connected_at = at;
    if (ended(row.to)) one.ended_at = at;
    return true;
  }
  return false;
}

}  // namespace ramal::engine
