#include "engine/calling_settings.hpp"
#include "engine/operations.hpp"
#include "engine/timestamp.hpp"

namespace ramal::engine {

namespace {

namespace json = boost::json;

json::object limit(std::string_view period, std::size_t usage, std::size_t most) {
  return {{"time_period", period}, {"current_usage", usage}, {"max_allowed", most}};
}

json::object ask_action(const user_permission& user, time_point now) {
  json::object made{{"action_name", "send_call_permission_request"}, {"can_perform_action", user.may_ask(now)}};
  made["limits"] = json::array{limit("PT24H", user.requests_since(now - one_day), requests_per_day),
                               limit("P7D", user.requests.size(), requests_per_week)};
  return made;
}

json::object call_action(const user_permission& user) {
  json::object made{{"action_name", "start_call"}, {"can_perform_action", user.may_call()}};
  json::object calls = limit("PT24H", user.calls.size(), calls_per_day);
  if (user.calls.size() >= calls_per_day) calls["limit_expiration_time"] = unix_seconds(user.calls.front() + one_day);
  json::array limits;
  limits.push_back(std::move(calls));
  made["limits"] = std::move(limits);
  return made;
}

}  // namespace

response get_settings(operation_input& in) {
  json::object body;
  body["calling"] = in.number.calling;
  return answer(200, body);
}

response put_settings(operation_input& in) {
  const auto body = read_object(in.body);
  if (!body) return invalid("the body is no JSON object");
  if (!change_calling_settings(in.number.calling, *body)) return invalid("unknown setting or value");
  return answer(200, {{"success", true}});
}

response get_permissions(operation_input& in) {
  const auto to = query_parameter(in.query, "to");
  if (!to || to->empty()) return refuse(400, "to is required", "MISSING_TO");
  // a `+` that was not escaped may have become a blank on its way
  const auto digits = parse_phone(to->front() == ' ' ? std::string_view(*to).substr(1) : std::string_view(*to));
  if (!digits) return invalid("to is no phone number");
  const user_permission& user = in.number.permissions.of(*digits, in.now);
  json::object permission{{"status", name_of(user.status)}, {"expiration_time", nullptr}};
  if (user.expires) permission["expiration_time"] = unix_seconds(*user.expires);
  json::object body;
  body["permission"] = std::move(permission);
  body["actions"] = json::array{ask_action(user, in.now), call_action(user)};
  return answer(200, body);
}

response request_permission(operation_input& in) {
  const auto body = read_object(in.body);
  std::optional<std::string> to;
  std::optional<std::string> text;
  if (!body || !read_text(*body, "to", to) || !to) return invalid("to is required");
  if (!read_text(*body, "text", text)) return invalid("text is no text");
  const auto digits = parse_phone(*to);
  if (!digits) return invalid("to is no phone number");
  if (!in.number.permissions.of(*digits, in.now).may_ask(in.now)) {
    return refuse(in.rules.meta_refusal_status, "(#138009) Limit of call permission requests reached",
                  "META_CALL_PERMISSION_REQUEST_LIMIT");
  }
  return answer(200, {{"messageId", in.all.request_permission(in.number, *digits, in.now)}});
}

}  // namespace ramal::engine
