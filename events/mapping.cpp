#include "events/mapping.hpp"

#include <algorithm>
#include <iterator>

#include "config/letters.hpp"

namespace ramal::events {
namespace {

constexpr std::string_view missed_event = "call.missed", missed_reason = "timeout", other_v2_status = "terminate";

// clang-format off
constexpr event_row event_rows[] = {
    {"call.ringing",            phase::offer,     "CallOffer"},
    {"call.connected",          phase::accept,    "CallAccept"},
    {"call.ended",              phase::terminate, "CallTerminate"},
    {missed_event,              phase::terminate, "CallTerminate"},
    {"call.permission_updated", phase::none,      ""},
    {"CallOffer",               phase::offer,     "CallOffer"},
    {"CallAccept",              phase::accept,    "CallAccept"},
    {"CallTerminate",           phase::terminate, "CallTerminate"},
    {"CallOfferNotice",         phase::none,      "CallOfferNotice"},
    {"CallRelayLatency",        phase::none,      "CallRelayLatency"},
    {"CallPreAccept",           phase::none,      "CallPreAccept"},
    {"CallReject",              phase::none,      "CallReject"},
    {"CallTransport",           phase::none,      "CallTransport"},
    {"calls",                   phase::none,      ""},
};

struct ending_row {
  std::string_view status;
  std::string_view reason;
  std::string_view v2_status;
};

// Final statuses, and those only.
constexpr ending_row ending_rows[] = {
    {"COMPLETED", "",            "terminate"},
    {"REJECTED",  "reject",      "reject"},
    {"FAILED",    "failed",      "terminate"},
    {"MISSED",    missed_reason, "timeout"},
};
// clang-format on

const ending_row* find_ending(std::string_view ending_row::*member, std::string_view wanted) {
  const auto row = std::ranges::find_if(
      ending_rows, [&](const ending_row& one) { return config::equal_ignoring_case(one.*member, wanted); });
  return row == std::end(ending_rows) ? nullptr : &*row;
}

}  // namespace

const event_row* find_event(std::string_view name) {
  const auto row = std::ranges::find(event_rows, name, &event_row::name);
  return row == std::end(event_rows) ? nullptr : &*row;
}

ending ending_of(std::string_view event_name, std::string_view status) {
  if (const auto* row = find_ending(&ending_row::status, status)) return {std::string(row->reason), row->v2_status};
  if (event_name == missed_event) return ending_of_go(missed_reason);
  return {config::lower(status), other_v2_status};
}

ending ending_of_go(std::string_view reason) {
  const auto* row = find_ending(&ending_row::reason, reason);
  return {std::string(reason), row == nullptr ? other_v2_status : row->v2_status};
}

bool is_final(std::string_view status) { return find_ending(&ending_row::status, status) != nullptr; }

std::string_view text(phase what) {
  constexpr std::string_view words[] = {"", "offer", "accept", "terminate"};
  return words[static_cast<std::size_t>(what)];
}

}  // namespace ramal::events
