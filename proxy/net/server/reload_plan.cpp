#include "proxy/net/server/reload_plan.hpp"

#include <algorithm>
#include <utility>

namespace ramal::net {
namespace {

bool same_place(const config::listener& a, const config::listener& b) {
  return a.host == b.host && a.port == b.port && a.tls.has_value() == b.tls.has_value();
}

bool same_places(const std::vector<config::listener>& a, const std::vector<config::listener>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same_place);
}

bool same_name(const config::upstream_engine& a, const config::upstream_engine& b) {
  return a.host == b.host && a.port == b.port;
}

bool same_connections(const config::upstream_engine& a, const config::upstream_engine& b) {
  return same_name(a, b) && a.tls == b.tls && a.tls_server_name == b.tls_server_name &&
         a.post_idle_max == b.post_idle_max && a.idle_timeout == b.idle_timeout;
}

}  // namespace

// What is bound stays so, and so do the threads.
reload_plan plan_reload(const configuration& now, configuration next) {
  reload_plan plan;
  config::gateway& settings = next.settings;
  if (!same_places(now.settings.listeners, settings.listeners)) {
    plan.kept.emplace_back("listeners");
    plan.lacks_certificates = true;
    settings.listeners = now.settings.listeners;
  }
  if (now.settings.workers != settings.workers) {
    plan.kept.emplace_back("workers");
    settings.workers = now.settings.workers;
  }
  plan.keeps_addresses = same_name(now.settings.engine, settings.engine);
  plan.keeps_connections = same_connections(now.settings.engine, settings.engine) &&
                           verify_the_same(*now.tls, *next.tls);
  plan.moves_access_log = now.settings.log.access != settings.log.access;
  plan.next = std::move(next);
  return plan;
}

}  // namespace ramal::net
