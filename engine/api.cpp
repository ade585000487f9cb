#include "engine/api.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/timestamp.hpp"

namespace ramal::engine {

namespace {

bool serves(served_kind kind, const number_state& number) {
  switch (kind) {
    case served_kind::any:
    case served_kind::webhooks: return true;
    case served_kind::calling: return number.is_meta() || number.is_web();
    case served_kind::meta: return number.is_meta();
    case served_kind::web: return number.is_web();
  }
  return false;
}

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

std::string_view query_of(std::string_view target) {
  return target.substr(std::min(path_of(target).size() + 1, target.size()));
}

response unsupported(const number_state& number, const route& found) {
  std::string note = "the number '" + number.settings.name + "' ";
  if (!number.is_meta() && !number.is_web()) {
    note += "cannot call";
  } else {
    note += found.kind == served_kind::meta ? "is no META number" : "is no web number";
  }
  return feature_not_supported(note);
}

void hide(std::string& text, const config::secret& key) {
  if (key.empty()) return;
  for (std::size_t at = 0; (at = text.find(key.reveal(), at)) != text.npos; at += 3) {
    text.replace(at, key.reveal().size(), "***");
  }
}

}  // namespace

api::api(const config::reference_engine& settings, world& all, media_address media)
    : all_(all), rules_{settings.meta_refusal_status, settings.start_status, std::move(media)},
      tenant_keys_(settings.tenant_keys), unbound_keys_(settings.unbound_keys) {}

bool api::is_one_of(const std::vector<config::secret>& keys, const request& asked) const {
  const auto given = asked.key ? asked.key : asked.key_id;
  return given && !given->empty() &&
         std::ranges::any_of(keys, [&](const config::secret& one) { return one.reveal() == *given; });
}

// `x-api-key` wins where both are sent. A key that was taken out of service still opens /_engine, which puts it back.
number_state* api::number_of(const request& asked, bool engine_path) {
  for (number_state& one : all_.numbers()) {
    const config::secret& known = asked.key ? one.settings.key : one.settings.key_id;
    const auto given = asked.key ? asked.key : asked.key_id;
    if (!given || known.empty() || known.reveal() != *given) continue;
    return one.key_active || engine_path ? &one : nullptr;
  }
  return nullptr;
}

response api::handle(const request& asked, time_point now) {
  all_.advance(now);
  return dispatch(asked, now);
}

response api::dispatch(const request& asked, time_point now) {
  const std::string_view path = path_of(asked.target);
  if (bot_event_ && path == bot_path) return take_bot_event(asked);
  const route_match match = find_route(asked.method, path);
  if (!match.found) {
    response made = match.allow.empty() ? refuse(404, "Not found") : refuse(405, "Method not allowed");
    made.allow = match.allow;
    return made;
  }
  if (!match.found->run) return answer(200, {{"status", "ok"}, {"now", format_time(now)}});
  number_state* number = number_of(asked, path.starts_with("/_engine/"));
  if (!number && match.found->kind == served_kind::webhooks && is_one_of(tenant_keys_, asked)) {
    return run_for_tenant(match, asked, now);
  }
  if (!number) return refuse_key(asked);
  if (!serves(match.found->kind, *number)) return unsupported(*number, *match.found);
  const std::array<number_state*, 1> scope{number};
  return run(match, asked, scope, true, now);
}

response api::take_bot_event(const request& asked) const {
  if (asked.method != "POST") {
    response made = refuse(405, "Method not allowed");
    made.allow = "POST";
    return made;
  }
  const auto event = read_bot_event(asked.body);
  if (!event) return invalid("the body is no event of Evolution GO");
  bot_event_(*event);
  return answer(200, {{"ok", true}});
}

response api::refuse_key(const request& asked) const {
  if (is_one_of(tenant_keys_, asked)) return tenant_scope();
  if (is_one_of(unbound_keys_, asked)) return number_not_found();
  if (asked.key || asked.key_id) {
    return unauthorized("this key is not known: it is none of the configuration's, or was taken out of service");
  }
  return unauthorized(asked.has_bearer ? "no x-api-key; Authorization is not read"
                                       : "no x-api-key and no x-api-key-id");
}

response api::run(const route_match& match, const request& asked, std::span<number_state* const> scope, bool chosen,
                  time_point now) {
  std::string id = percent_decoded(match.call_id).value_or(std::string(match.call_id));
  operation_input in{all_, *scope.front(),  rules_, std::move(id), query_of(asked.target), asked.body,
                     now,  asked.authority, scope,  chosen};
  return match.found->run(in);
}

// `x-whatsapp-number-id` is the number's name: it is what `whatsappNumberIds` shows.
response api::run_for_tenant(const route_match& match, const request& asked, time_point now) {
  std::vector<number_state*> scope;
  for (number_state& one : all_.numbers()) {
    if (!asked.number_id || *asked.number_id == one.settings.name) scope.push_back(&one);
  }
  if (scope.empty()) return refuse(404, "WhatsApp number not found", "NUMBER_NOT_FOUND");
  return run(match, asked, scope, asked.number_id.has_value(), now);
}

std::string api::shown_path(std::string_view target) const {
  std::string shown(path_of(target));
  for (const number_state& one : std::as_const(all_).numbers()) {
    hide(shown, one.settings.key);
    hide(shown, one.settings.key_id);
  }
  for (const config::secret& one : tenant_keys_) hide(shown, one);
  for (const config::secret& one : unbound_keys_) hide(shown, one);
  return shown;
}

}  // namespace ramal::engine
