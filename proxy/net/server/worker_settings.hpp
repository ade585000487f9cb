// What one worker serves with until the next reload.
#pragma once

#include <cstddef>
#include <memory>

#include "proxy/flow/snapshot.hpp"
#include "proxy/net/log/address_notices.hpp"
#include "proxy/net/loop/poller.hpp"
#include "proxy/net/tls/tls_contexts.hpp"
#include "proxy/net/upstream/engine_pool.hpp"

namespace ramal::net {

struct worker_settings {
  std::shared_ptr<const flow::snapshot> snapshot;
  std::shared_ptr<const tls_contexts> tls;  // of this worker alone
  std::shared_ptr<engine_addresses> addresses;
  std::shared_ptr<engine_reach> reach;
  std::shared_ptr<engine_addresses> go_addresses;  // of Evolution GO; null: no such server
  std::shared_ptr<engine_reach> go_reach;
  std::shared_ptr<address_notices> notices;
  std::size_t most_sessions = 1;   // beyond it new connections wait in the kernel's queue
  std::size_t most_to_engine = 1;  // connections, idle ones included
  std::size_t most_to_go = 1;      // the same to Evolution GO
  bool same_engine = false;        // connections to the engine that are there are as good as new ones
  bool same_go = false;            // the same of Evolution GO
};

// `loop` outlives the pool.
inline std::shared_ptr<engine_pool> make_engine(poller& loop, const worker_settings& settings) {
  return std::make_shared<engine_pool>(loop, settings.addresses, settings.snapshot->engine, settings.snapshot->reuse,
                                       settings.tls->engine, settings.reach);
}

// The connections to Evolution GO; null: there is no such server.
inline std::shared_ptr<engine_pool> make_go(poller& loop, const worker_settings& settings) {
  if (!settings.snapshot->go || settings.go_addresses == nullptr) return nullptr;
  const config::evolution_go_server& server = settings.snapshot->go->server;
  const rules::reuse_limits reuse{server.post_idle_max, server.idle_timeout};
  return std::make_shared<engine_pool>(loop, settings.go_addresses, server, reuse, settings.tls->go, settings.go_reach);
}

}  // namespace ramal::net
