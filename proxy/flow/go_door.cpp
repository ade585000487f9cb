#include "proxy/flow/go_door.hpp"

#include "auth/keyed_digest.hpp"

namespace ramal::flow {

go_door::go_door(const config::gateway& settings)
    : paths(settings.mount == "/" ? std::string() : settings.mount, settings.evolution_go->paths),
      server(*settings.evolution_go),
      host_header(settings.evolution_go->host_header), rate{server.body_rate, server.body_patience},
      breaker{server.breaker_failures, server.breaker_first, server.breaker_longest},
      has_status(settings.instance_status == config::status_source::evolution_go) {
  for (const config::key& key : settings.keys)
    if (!key.evolution_go_token.empty())
      secrets_.try_emplace(auth::mark_of(key.name), go_secrets{key.evolution_go_token, key.evolution_go_admin_key});
}

const go_secrets* go_door::secrets_of(std::uint64_t name_mark) const {
  const auto found = secrets_.find(name_mark);
  return found == secrets_.end() ? nullptr : &found->second;
}

}  // namespace ramal::flow
