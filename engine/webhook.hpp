// What webhooks say (native-calls.md, "Webhooks"; webhooks.md section 4).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/model.hpp"
#include "engine/call.hpp"
#include "engine/permissions.hpp"

namespace ramal::engine {

struct webhook {
  std::string event;    // "call.ringing"
  std::string subject;  // id of the call or of the request for permission, for the log
  std::string body;
};

// What is sent when `event` has just changed `one`: the normalized event first; on a META number then Meta's own
// envelopes as event `calls`; on a number that came from an Evolution GO server then that server's event.
std::vector<webhook> call_webhooks(config::webhook_form form, const config::engine_number& number, const call& one,
                                   call_event event);

// The user's answer, at `now`, to the request `message_id`.
webhook permission_webhook(config::webhook_form form, const config::engine_number& number, std::string_view user,
                           std::string_view message_id, bool granted, const user_permission& now_is, time_point now);

// Whether a number of this kind can send `event` at all: a subscription to others is dropped in silence.
bool can_emit(const config::engine_number& number, std::string_view event);

}  // namespace ramal::engine
