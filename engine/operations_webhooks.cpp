#include "engine/media_url.hpp"
#include "engine/operations.hpp"
#include "engine/timestamp.hpp"
#include "engine/webhook.hpp"

namespace ramal::engine {

namespace {

namespace json = boost::json;

constexpr std::size_t longest_name = 128;
constexpr std::size_t most_events = 100;

struct owned_webhook {
  number_state* number = nullptr;
  webhook_entry* entry = nullptr;
};

owned_webhook find_entry(const operation_input& in) {
  for (number_state* one : in.scope) {
    if (webhook_entry* found = one->webhooks.find(in.id)) return {one, found};
  }
  return {};
}

response webhook_not_found() { return refuse(404, "Webhook not found", "WEBHOOK_NOT_FOUND"); }

// The secret that signs is never shown.
json::object to_json(const number_state& number, const webhook_entry& one) {
  json::array events;
  for (const std::string& event : one.events) events.emplace_back(event);
  json::array numbers;
  numbers.emplace_back(number.settings.name);
  json::object made;
  made["id"] = one.id;
  made["name"] = one.name;
  made["url"] = one.url;
  made["active"] = one.active;
  made["events"] = std::move(events);
  made["lastTriggered"] = one.last_triggered ? json::value(format_time(*one.last_triggered)) : json::value(nullptr);
  made["whatsappNumberIds"] = std::move(numbers);
  made["createdAt"] = format_time(one.created_at);
  made["updatedAt"] = format_time(one.updated_at);
  return made;
}

json::object to_json(const delivery_record& one) {
  json::error_code error;
  json::object made;
  made["event"] = one.event;
  made["status"] = one.problem.empty() ? "SUCCESS" : "FAILED";
  made["statusCode"] = one.status != 0 ? json::value(one.status) : json::value(nullptr);
  made["payload"] = json::parse(one.body, error);
  made["response"] = nullptr;  // an answer's body is not read
  made["error"] = one.problem.empty() ? json::value(nullptr) : json::value(one.problem);
  made["durationMs"] = one.duration_ms;
  made["createdAt"] = format_time(one.at);
  return made;
}

// Those that the number's kind cannot send are dropped in silence, as the vendor does.
std::string_view read_events(const json::object& body, const number_state& number, webhook_entry& wanted) {
  const json::value* given = body.if_contains("events");
  if (!given) return "";
  if (!given->is_array() || given->get_array().size() > most_events) return "events is no list of at most 100 names";
  wanted.events.clear();
  for (const json::value& one : given->get_array()) {
    if (!one.is_string() || one.get_string().empty() || one.get_string().size() > longest_name) {
      return "events holds something that is no name";
    }
    const std::string_view name(one.get_string());
    if (can_emit(number.settings, name)) wanted.events.emplace_back(name);
  }
  return "";
}

// What is wrong with the body, or ""; what is not given stays as it is.
std::string_view read_entry(const json::object& body, const number_state& number, webhook_entry& wanted) {
  std::optional<std::string> name;
  std::optional<std::string> url;
  if (!read_text(body, "name", name) || (name && (name->empty() || name->size() > longest_name))) {
    return "name is no text of 1 to 128 bytes";
  }
  if (!read_text(body, "url", url) || (url && !parse_http_url(*url))) return "url is no http(s) URL";
  const json::value* active = body.if_contains("active");
  if (active && !active->is_bool()) return "active is no boolean";
  if (name) wanted.name = *name;
  if (url) wanted.url = *url;
  if (active) wanted.active = active->get_bool();
  return read_events(body, number, wanted);
}

// The number that the webhook is for: the key's, or the one that header and body of a tenant-scoped key name.
std::optional<response> choose_number(operation_input& in, const json::object& body, number_state*& number) {
  std::optional<std::string> wanted;
  if (!read_text(body, "whatsappNumberId", wanted)) return invalid("whatsappNumberId is no text");
  number = in.number_chosen ? &in.number : nullptr;
  if (number && wanted && *wanted != number->settings.name) {
    return refuse(400, "whatsappNumberId is not the number of this key", "NUMBER_MISMATCH");
  }
  if (number) return std::nullopt;
  if (!wanted) return refuse(400, "whatsappNumberId is required with a tenant-scoped key", "NUMBER_REQUIRED");
  for (number_state* one : in.scope) {
    if (one->settings.name == *wanted) number = one;
  }
  return number ? std::nullopt : std::optional(refuse(404, "WhatsApp number not found", "NUMBER_NOT_FOUND"));
}

}  // namespace

response list_webhooks(operation_input& in) {
  json::array all;
  for (const number_state* number : in.scope) {
    for (const webhook_entry& one : number->webhooks.all()) all.push_back(to_json(*number, one));
  }
  return answer(200, all);
}

response create_webhook(operation_input& in) {
  const auto body = read_object(in.body);
  if (!body) return invalid("the body is no JSON object");
  number_state* number = nullptr;
  if (auto refused = choose_number(in, *body, number)) return *refused;
  webhook_entry wanted;
  std::string_view problem = read_entry(*body, *number, wanted);
  if (problem.empty() && wanted.name.empty()) problem = "name is required";
  if (problem.empty() && wanted.url.empty()) problem = "url is required";
  if (problem.empty() && number->webhooks.full()) problem = "this number has 100 webhooks: delete one";
  if (!problem.empty()) return invalid(problem);
  wanted.id = in.all.ids().webhook_id();
  wanted.created_at = wanted.updated_at = in.now;
  response made = answer(201, to_json(*number, wanted));
  number->webhooks.add(std::move(wanted));
  return made;
}

response get_webhook(operation_input& in) {
  const owned_webhook found = find_entry(in);
  return found.entry ? answer(200, to_json(*found.number, *found.entry)) : webhook_not_found();
}

response change_webhook(operation_input& in) {
  const auto body = read_object(in.body);
  if (!body) return invalid("the body is no JSON object");
  webhook_entry unused;  // validation comes before 404
  const std::string_view problem = read_entry(*body, in.number, unused);
  if (!problem.empty()) return invalid(problem);
  const owned_webhook found = find_entry(in);
  if (!found.entry) return webhook_not_found();
  webhook_entry wanted = *found.entry;
  read_entry(*body, *found.number, wanted);
  wanted.updated_at = in.now;
  *found.entry = std::move(wanted);
  return answer(200, to_json(*found.number, *found.entry));
}

response delete_webhook(operation_input& in) {
  const owned_webhook found = find_entry(in);
  if (!found.entry) return webhook_not_found();
  found.number->webhooks.remove(in.id);
  return answer(200, {{"success", true}});
}

response list_deliveries(operation_input& in) {
  const auto limit = read_limit(in.query, most_records, most_records);
  if (!limit) return refuse(400, "limit must be between 1 and 50", "INVALID_LIMIT");
  const auto event = query_parameter(in.query, "event");
  const owned_webhook found = find_entry(in);
  if (!found.entry) return webhook_not_found();
  json::array records;
  for (auto one = found.entry->log.rbegin(); one != found.entry->log.rend() && records.size() < *limit; ++one) {
    if (!event || event->empty() || one->event == *event) records.push_back(to_json(*one));
  }
  return answer(200, records);
}

}  // namespace ramal::engine
