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

// Where both name no server, nothing is to be kept.
template <class Same>
bool same_go(const config::gateway& a, const config::gateway& b, Same same) {
  if (!a.evolution_go || !b.evolution_go) return a.evolution_go.has_value() == b.evolution_go.has_value();
  return same(*a.evolution_go, *b.evolution_go);
}

bool has_outbox(const config::gateway& settings) {
  return std::ranges::any_of(settings.keys, [](const config::key& one) { return one.webhook.has_value(); });
}

// A setting that is used when something is opened.
template <class Value>
void keep(const Value& now, Value& next, const char* name, std::vector<std::string>& kept) {
  if (now == next) return;
  kept.emplace_back(name);
  next = now;
}

void keep_outbox(const config::webhook_settings& now, config::webhook_settings& next, std::vector<std::string>& kept) {
  keep(now.store, next.store, "webhooks.store", kept);
  keep(now.store_bytes, next.store_bytes, "webhooks.store_bytes", kept);
  keep(now.pending, next.pending, "webhooks.pending", kept);
}

}  // namespace

// An address that can be reached from elsewhere never falls back to plain HTTP: both stay, or the certificates alone change.
void keep_admin(const config::admin_settings& now, config::admin_settings& next, reload_plan& plan) {
  keep(now.address, next.address, "admin.address", plan.kept);
  if (now.tls.has_value() == next.tls.has_value()) return;
  plan.kept.emplace_back("admin.tls");
  plan.lacks_certificates = true;
  next.tls = now.tls;
}

// What is bound stays so, and so do the threads.
reload_plan plan_reload(const configuration& now, configuration next) {
  reload_plan plan;
  config::gateway& settings = next.settings;
  if (!same_places(now.settings.listeners, settings.listeners)) {
    plan.kept.emplace_back("listeners");
    plan.lacks_certificates = true;
    settings.listeners = now.settings.listeners;
  }
  keep(now.settings.workers, settings.workers, "workers", plan.kept);
  keep(now.settings.metrics.keys, settings.metrics.keys, "metrics.keys", plan.kept);
  keep_admin(now.settings.admin, settings.admin, plan);
  if (has_outbox(now.settings)) keep_outbox(now.settings.webhooks, settings.webhooks, plan.kept);
  plan.keeps_addresses = same_name(now.settings.engine, settings.engine);
  plan.keeps_connections = same_connections(now.settings.engine, settings.engine) &&
                           verify_the_same(*now.tls, *next.tls);
  plan.keeps_go_addresses = same_go(now.settings, settings, same_name);
  plan.keeps_go_connections = same_go(now.settings, settings, same_connections) &&
                              verify_go_the_same(*now.tls, *next.tls);
  plan.moves_access_log = now.settings.log.access != settings.log.access;
  plan.next = std::move(next);
  return plan;
}

}  // namespace ramal::net
