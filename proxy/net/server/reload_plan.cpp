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
  return same_name(a, b) && a.tls == b.tls && a.tls_server_name == b.tls_server_name && a.ca_file == b.ca_file &&
         a.client_cert_file == b.client_cert_file && a.client_key_file == b.client_key_file &&
         a.post_idle_max == b.post_idle_max && a.idle_timeout == b.idle_timeout;
}

}  // namespace

// What is bound stays so, and so do the threads.
reload_plan plan_reload(const config::gateway& now, config::gateway next) {
  reload_plan plan;
  plan.settings = std::move(next);
  if (!same_places(now.listeners, plan.settings.listeners)) {
    plan.kept.emplace_back("listeners");
    plan.settings.listeners = now.listeners;
  }
  if (now.workers != plan.settings.workers) {
    plan.kept.emplace_back("workers");
    plan.settings.workers = now.workers;
  }
  plan.keeps_addresses = same_name(now.engine, plan.settings.engine);
  plan.keeps_connections = same_connections(now.engine, plan.settings.engine);
  plan.moves_access_log = now.log.access != plan.settings.log.access;
  return plan;
}

}  // namespace ramal::net
