#include "engine/call_json.hpp"
#include "engine/operations.hpp"

namespace ramal::engine {

namespace {

namespace json = boost::json;

// Sets `target` where the member is there; false if it is no boolean.
bool read_flag(const json::object& from, std::string_view key, bool& target) {
  const json::value* value = from.if_contains(key);
  if (!value) return true;
  if (!value->is_bool()) return false;
  target = value->get_bool();
  return true;
}

}  // namespace

response raise_inbound_call(operation_input& in) {
  const auto body = read_object(in.body);
  std::optional<std::string> from;
  if (!body || !read_text(*body, "from", from) || !from) return invalid("from is required");
  const auto digits = parse_phone(*from);
  if (!digits) return invalid("from is no phone number");
  if (!in.number.is_connected()) return not_connected();
  new_call wanted;
  wanted.peer = *digits;
  return answer(201, to_json(in.all.raise_inbound(in.number, std::move(wanted), in.now), in.number.is_meta()));
}

response change_number(operation_input& in) {
  const auto body = read_object(in.body);
  if (!body) return invalid("the body is no JSON object");
  bool connected = in.number.settings.connected;
  bool payment_ok = in.number.settings.payment_ok;
  bool key_active = in.number.key_active;
  bool migrated = in.number.settings.migrated;
  if (!read_flag(*body, "connected", connected) || !read_flag(*body, "payment_ok", payment_ok) ||
      !read_flag(*body, "key_active", key_active) || !read_flag(*body, "migrated", migrated)) {
    return invalid("connected, payment_ok, key_active and migrated are booleans");
  }
  in.number.settings.connected = connected;
  in.number.settings.payment_ok = payment_ok;
  in.number.key_active = key_active;
  in.number.settings.migrated = migrated;
  return answer(200, {{"name", in.number.settings.name},
                      {"number", in.number.settings.number},
                      {"connected", connected},
                      {"payment_ok", payment_ok},
                      {"key_active", key_active},
                      {"migrated", migrated}});
}

}  // namespace ramal::engine
