// The operations of the native API. Each checks in the documented order: validation, 404, 409, then the call's status;
// keys and the number's kind were checked before (api.cpp).
#pragma once

#include <string>
#include <string_view>

#include "engine/message.hpp"
#include "engine/world.hpp"

namespace ramal::engine {

// What the answers need of the configuration.
struct answer_rules {
  unsigned meta_refusal_status = 400;
  std::string start_status = "INITIATED";
  std::string media_base;  // "ws://127.0.0.1:8091/call/media/realtime/ws"
};

// One request to one number; lives while it is answered.
struct operation_input {
  world& all;
  number_state& number;
  const answer_rules& rules;
  std::string call_id;  // decoded, of `{callId}`
  std::string_view query;
  std::string_view body;
  time_point now;

  call* find_call() { return number.calls.find(call_id); }
};

using operation = response (*)(operation_input& in);

// operations_calls.cpp
response start_call(operation_input& in);
response list_calls(operation_input& in);
response get_call(operation_input& in);
response pre_accept_call(operation_input& in);
response accept_call(operation_input& in);
response reject_call(operation_input& in);
response terminate_call(operation_input& in);

// operations_media.cpp
response play_media(operation_input& in);
response open_realtime_session(operation_input& in);

// operations_meta.cpp
response get_settings(operation_input& in);
response put_settings(operation_input& in);
response get_permissions(operation_input& in);
response request_permission(operation_input& in);

// operations_engine.cpp: only this engine has them
response raise_inbound_call(operation_input& in);
response change_number(operation_input& in);

// The body as an object, at most 32 levels deep; nothing if it is not one.
std::optional<boost::json::object> read_object(std::string_view body);
// The member as text: null where it is absent or null, nothing (false) where it is something else.
bool read_text(const boost::json::object& from, std::string_view key, std::optional<std::string>& text);

}  // namespace ramal::engine
