// One call and the only way its status may change (native-calls.md, "Operations").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/clock.hpp"

namespace ramal::engine {

struct story;

enum class call_direction { inbound, outbound };
enum class call_status { initiated, ringing, accepted, rejected, completed, failed, missed };
enum class call_event { ring, answer, reject, miss, fail, hang_up };

std::string_view name_of(call_direction direction);  // "INBOUND"
std::string_view name_of(call_status status);        // "INITIATED"

struct call {
  std::uint64_t sequence = 0;  // position in the number's book
  std::string id;
  std::string external_id;  // `wacid...` or the provider's CallID
  call_direction direction = call_direction::outbound;
  call_status status = call_status::initiated;
  std::string peer;  // digits
  std::string from;  // digits of who calls
  std::string conversation_id;
  std::optional<std::string> opaque_data;  // bizOpaqueCallbackData
  std::string sdp_offer;                   // META only, "" otherwise
  std::string sdp_answer;
  std::vector<std::string> media;  // URLs of `play`, in order
  std::optional<time_point> play_started;
  std::string error_code;
  std::string error_message;
  time_point created_at;
  time_point updated_at;
  std::optional<time_point> connected_at;
  std::optional<time_point> ended_at;
  const story* plot = nullptr;  // static storage
};

bool has_ended(call_status status);
bool ringing(call_status status);  // not answered yet: INITIATED or RINGING

// Whole seconds from connect to end; nothing if the call was never answered or still runs.
std::optional<std::int64_t> duration_seconds(const call& one);

// Applies `event` at `at`: true and the new status with its times, or false and no change where the present status
// does not know the event (late events of a story are dropped this way).
bool apply(call& one, call_event event, time_point at);

}  // namespace ramal::engine
