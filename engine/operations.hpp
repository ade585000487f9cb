// The operations of the native API. Each checks in the documented order: validation, 404, 409, then the call's status;
// keys and the number's kind were checked before (api.cpp).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/media_address.hpp"
#include "engine/message.hpp"
#include "engine/world.hpp"

namespace ramal::engine {

// What the answers need of the configuration.
struct answer_rules {
  unsigned meta_refusal_status = 400;
  std::string start_status = "INITIATED";
  media_address media;
};

// One request to one number; lives while it is answered.
struct operation_input {
  world& all;
  number_state& number;
  const answer_rules& rules;
  std::string id;  // decoded, of `{callId}` or a webhook's
  std::string_view query;
  std::string_view body;
  time_point now;
  std::string_view authority;  // what the client asked the API for
  // The numbers that the key sees; more than one only on /v1/webhooks with a tenant-scoped key. `number` is the first.
  std::span<number_state* const> scope;
  bool number_chosen = true;  // false: a tenant-scoped key without x-whatsapp-number-id

  call* find_call() { return number.calls.find(id); }
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

// operations_webhooks.cpp
response list_webhooks(operation_input& in);
response create_webhook(operation_input& in);
response get_webhook(operation_input& in);
response change_webhook(operation_input& in);
response delete_webhook(operation_input& in);
response list_deliveries(operation_input& in);

// operations_engine.cpp: only this engine has them
response raise_inbound_call(operation_input& in);
response change_number(operation_input& in);

// operations_chaos.cpp: the same
response change_chaos(operation_input& in);

// The body as an object, at most 32 levels deep; nothing if it is not one.
std::optional<boost::json::object> read_object(std::string_view body);
// A whole number of 1 to `most` from the query, `otherwise` if it is not there; nothing if it is something else.
std::optional<std::size_t> read_limit(std::string_view query, std::size_t most, std::size_t otherwise);
// The member as text: null where it is absent or null, nothing (false) where it is something else.
bool read_text(const boost::json::object& from, std::string_view key, std::optional<std::string>& text);

}  // namespace ramal::engine
