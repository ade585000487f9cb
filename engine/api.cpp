#include "engine/api.hpp"

#include <algorithm>
#include <utility>

#include "engine/route_table.hpp"
#include "engine/timestamp.hpp"

namespace ramal::engine {

namespace {

bool serves(served_kind kind, const number_state& number) {
  switch (kind) {
    case served_kind::any: return true;
    case served_kind::calling: return number.is_meta() || number.is_web();
    case served_kind::meta: return number.is_meta();
    case served_kind::web: return number.is_web();
  }
  return false;
}

}  // namespace

api::api(const config::reference_engine& settings, world& all, std::string media_base)
    : all_(all),
      rules_{settings.meta_refusal_status, settings.start_status, std::move(media_base)},
      tenant_keys_(settings.tenant_keys),
      unbound_keys_(settings.unbound_keys) {}

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
  if (asked.method == "GET" && asked.target == "/_engine/health") {
    return answer(200, {{"status", "ok"}, {"now", format_time(now)}});
  }
  return dispatch(asked, now);
}

response api::dispatch(const request& asked, time_point now) {
  const std::size_t mark = std::min(asked.target.find('?'), asked.target.size());
  const std::string_view path = asked.target.substr(0, mark);
  const route_match match = find_route(asked.method, path);
  if (!match.found) {
    response made = match.allow.empty() ? refuse(404, "Not found") : refuse(405, "Method not allowed");
    made.allow = match.allow;
    return made;
  }
  number_state* number = number_of(asked, path.starts_with("/_engine/"));
  if (!number) {
    if (is_one_of(tenant_keys_, asked)) return tenant_scope();
    return is_one_of(unbound_keys_, asked) ? number_not_found() : unauthorized();
  }
  if (!serves(match.found->kind, *number)) return feature_not_supported();
  const auto call_id = percent_decoded(match.call_id);
  if (!call_id) return call_not_found();
  operation_input in{all_,  *number, rules_, *call_id, asked.target.substr(std::min(mark + 1, asked.target.size())),
                     asked.body, now};
  return match.found->run(in);
}

}  // namespace ramal::engine
