// The bodies of webhooks (native-calls.md, "Webhooks"): `{"event","data"}`, phones with `+`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/model.hpp"
#include "engine/call.hpp"
#include "engine/permissions.hpp"

namespace ramal::engine {

// What is sent when `event` has just changed `one`: the named event first, on a META number then Meta's own envelopes
// as `{"event":"calls","data":<envelope>}`.
std::vector<std::string> call_webhooks(const config::engine_number& number, const call& one, call_event event);

// The user's answer to the request `message_id`.
std::string permission_webhook(const config::engine_number& number, std::string_view user,
                               std::string_view message_id, bool granted, const user_permission& now_is);

}  // namespace ramal::engine
