#include "engine/media_door.hpp"

#include <algorithm>

namespace ramal::engine {

namespace {

struct media_target {
  std::string instance;
  std::string call_id;
  std::string token;
};

std::optional<media_target> parse_target(std::string_view target) {
  const std::size_t mark = std::min(target.find('?'), target.size());
  std::string_view path = target.substr(0, mark);
  if (!path.starts_with(media_path) || !path.substr(media_path.size()).starts_with('/')) return std::nullopt;
  path.remove_prefix(media_path.size() + 1);
  const std::size_t slash = path.find('/');
  if (slash == path.npos || path.find('/', slash + 1) != path.npos) return std::nullopt;
  auto instance = percent_decoded(path.substr(0, slash));
  auto call_id = percent_decoded(path.substr(slash + 1));
  if (!instance || !call_id || instance->empty() || call_id->empty()) return std::nullopt;
  const std::string_view query = target.substr(std::min(mark + 1, target.size()));
  return media_target{*instance, *call_id, query_parameter(query, "token").value_or("")};
}

std::string_view problem_of(token_state state) {
  switch (state) {
    case token_state::used: return "Token was used already";
    case token_state::expired: return "Token has expired";
    case token_state::fresh:
    case token_state::unknown: break;
  }
  return "";
}

}  // namespace

media_entry enter_media(world& all, std::string_view target, bool is_upgrade, time_point now) {
  all.advance(now);
  const auto wanted = parse_target(target);
  if (!wanted) return {refuse(404, "Not found"), {}};
  if (!is_upgrade) return {refuse(426, "This address speaks WebSocket"), {}};
  const auto [state, grant] = all.tokens().check(wanted->token, now);
  if (state == token_state::unknown) {
    return {unauthorized(wanted->token.empty() ? "no token" : "the token is not known"), {}};
  }
  const std::string_view problem = problem_of(state);
  if (!problem.empty()) return {refuse(403, problem), {}};
  const call* one = all.active_call(grant);
  if (!one) return {refuse(403, "Call is not active"), {}};
  const bool is_its_call = wanted->call_id == one->external_id || wanted->call_id == one->id;
  if (!is_its_call || all.numbers()[grant.number].settings.name != wanted->instance) {
    return {refuse(403, "Token belongs to another call"), {}};
  }
  all.tokens().use(wanted->token);
  return {std::nullopt, grant};
}

}  // namespace ramal::engine
