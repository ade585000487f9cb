#include "engine/story.hpp"

#include <array>

namespace ramal::engine {

namespace {

constexpr milliseconds seconds(int count) { return milliseconds(count * 1'000); }

// longer endings first: the first row that fits wins
constexpr std::array story_table{
    story{.ending = "138000", .start = refusal::calling_disabled},
    story{.ending = "138012", .start = refusal::call_limit},
    story{.ending = "138015", .start = refusal::not_allowed},
    story{.ending = "205", .then_after = seconds(5)},
    story{.ending = "230", .then_after = seconds(30)},
    story{.ending = "215", .outcome_after = seconds(15)},
    story{.ending = "486", .outcome = call_event::reject},
    story{.ending = "603", .ring_after = seconds(0), .outcome = call_event::reject, .outcome_after = seconds(1)},
    story{.ending = "408", .outcome = call_event::miss, .outcome_after = seconds(30), .patience = seconds(5)},
    story{.ending = "480", .outcome = call_event::miss, .outcome_after = seconds(30), .patience = seconds(5)},
    story{.ending = "404",
          .ring_after = seconds(0),
          .outcome = call_event::fail,
          .outcome_after = seconds(1),
          .error_code = "RECIPIENT_UNAVAILABLE",
          .error_message = "The number is not on WhatsApp."},
    story{.ending = "500",
          .outcome = call_event::fail,
          .error_code = "CALL_FAILED",
          .error_message = "The call could not be connected."},
    story{.ending = "504",
          .then = call_event::fail,
          .then_after = seconds(5),
          .error_code = "MEDIA_LOST",
          .error_message = "The connection of the other side was lost."},
    story{.ending = "429", .start = refusal::too_many_requests},
    story{.ending = "502", .start = refusal::proxy_page},
    story{.ending = "402", .start = refusal::payment},
    story{.ending = "403", .start = refusal::permission},
    story{.ending = "407", .start = refusal::permission, .grants_permission = false},
    story{.ending = ""},
};

}  // namespace

std::span<const story> stories() { return story_table; }

const story& story_of(std::string_view digits) {
  for (const story& row : story_table) {
    if (digits.ends_with(row.ending)) return row;
  }
  return story_table.back();
}

}  // namespace ramal::engine
