// The keys of the gateway's configuration. README.md describes every one of them; a test compares the two.
#include <chrono>

#include "config/addresses.hpp"
#include "config/admin_section.hpp"
#include "config/doors.hpp"
#include "config/evolution_go_section.hpp"
#include "config/fields.hpp"
#include "config/gateway_warnings.hpp"
#include "config/header_lines.hpp"
#include "config/key_sources.hpp"
#include "config/limits_section.hpp"
#include "config/networks.hpp"
#include "config/tls_keys.hpp"
#include "config/tracing_section.hpp"
#include "config/unique.hpp"
#include "config/upstream_fields.hpp"
#include "config/webhook_checks.hpp"
#include "config/webhook_section.hpp"

namespace ramal::config {
namespace {

using namespace std::chrono_literals;

const section& listener_section() {
  static const section entries{{required(custom_field<listener>(
                                    "address", "address", text_of(parse_listener),
                                    [](listener& owner, listener value) {
                                      owner.host = std::move(value.host);
                                      owner.port = value.port;
                                    },
                                    [](const listener& owner) { return print_text(print_listener(owner)); })),
                                optional_group_field("tls", &listener::tls, listener_tls_section())}};
  return entries;
}

void check_engine(context& load, const node& mapping, const std::string& path, void* owner) {
  const auto& engine = *static_cast<const upstream_engine*>(owner);
  check_order(load, mapping, path, "first_byte_timeout", engine.first_byte_timeout, "total_timeout",
              engine.total_timeout);
  check_order(load, mapping, path, "post_idle_max", engine.post_idle_max, "idle_timeout", engine.idle_timeout);
  check_order(load, mapping, path, "breaker_first", engine.breaker_first, "breaker_longest", engine.breaker_longest);
  check_header_lines(load, mapping, path, engine.headers);
  check_engine_tls(load, mapping, path, engine);
}

const section& engine_section() {
  using engine = upstream_engine;
  // clang-format off
  static const section entries{
      {base_url_field(),
       path_field("ca_file", &engine::ca_file),
       path_field("client_cert_file", &engine::client_cert_file),
       path_field("client_key_file", &engine::client_key_file),
       text_field("tls_server_name", "host name", &engine::tls_server_name, parse_server_name),
       duration_field("connect_timeout", &engine::connect_timeout, 1ms, 5min),
       duration_field("first_byte_timeout", &engine::first_byte_timeout, 1ms, 10min),
       duration_field("total_timeout", &engine::total_timeout, 1ms, 10min),
       duration_field("post_idle_max", &engine::post_idle_max, 0ms, 1h),
       duration_field("idle_timeout", &engine::idle_timeout, 1ms, 1h),
       boolean_field("share_connections", &engine::share_connections),
       size_field("max_answer_bytes", &engine::max_answer_bytes, kib, 64 * mib),
       count_field("retry_percent", &engine::retry_percent, 0, 100),
       count_field("retry_least", &engine::retry_least, 0, 1'000),
       count_field("breaker_failures", &engine::breaker_failures, 0, 1'000),
       duration_field("breaker_first", &engine::breaker_first, 1ms, 1h),
       duration_field("breaker_longest", &engine::breaker_longest, 1ms, 1h),
       groups_field("headers", &engine::headers, header_line_section())},
      check_engine};
  // clang-format on
  return entries;
}

// The word null is YAML's for nothing, and browsers' for the origin of a page that has none of its own.
parsed<std::string> read_origin(const node& from) {
  if (from.kind == node_kind::null && from.text == "null") return parse_origin(from.text);
  return text_of(parse_origin)(from);
}

const section& cors_section() {
  // clang-format off
  static const section entries{
      {list_field("origins", "origins", &cors::origins, read_origin, print_text)},
      [](context& load, const node& mapping, const std::string& path, void* owner) {
        const auto& origins = static_cast<const cors*>(owner)->origins;
        const node* list = given(load, mapping, path, "origins");
        const bool all = std::find(origins.begin(), origins.end(), "*") != origins.end();
        if (list != nullptr && all && origins.size() > 1) {
          load.report(list->at, join_path(path, "origins"), "\"*\" allows every origin: remove it, or the others");
        }
      }};
  // clang-format on
  return entries;
}

const section& log_section() {
  static const section entries{
      {choice_field("level", &log::level, {"trace", "debug", "info", "warn", "error", "off"}),
       text_field("access", "stdout, off or path", &log::access,
                  [](std::string_view text) -> parsed<std::string> {
                    const bool path = text.find('/') != std::string_view::npos && !text.ends_with('/');
                    if (text == "stdout" || text == "off" || path) return std::string(text);
                    return wrong(shown(text) +
                                 " is not clear: write stdout, off, or a file with a slash in its "
                                 "path, such as ./access.log");
                  }),
       boolean_field("mask_numbers", &log::mask_numbers), boolean_field("health", &log::health)},
      [](context& load, const node& mapping, const std::string& path, void* owner) {
        const auto& where = static_cast<const log*>(owner)->access;
        const node* own = given(load, mapping, path, "access");
        if (own == nullptr || where == "stdout" || where == "off") return;
        if (const checked writable = load.access.writable(where); !writable)
          load.report(own->at, join_path(path, "access"), writable.error());
      }};
  return entries;
}

void check_listeners(context& load, const node& mapping, const gateway& settings) {
  const node* list = mapping.find("listeners");
  if (list == nullptr) return;
  unique_values addresses(load, "this address");
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const node* address = list->items[i].find("address");
    const listener& one = settings.listeners[i];
    if (address == nullptr || one.port == 0) continue;  // port 0 is another port every time
    const auto literal = parse_ip(one.host);            // [::] and [0::0] are one address
    addresses.add(literal ? print_ip(*literal) + " " + std::to_string(one.port) : print_listener(one), address->at,
                  "listeners[" + std::to_string(i) + "].address");
  }
}

void check_keys(context& load, const node& mapping, const gateway& settings) {
  const node* list = mapping.find("keys");
  if (list == nullptr) {
    if (settings.accept_native_keys || !load.clean("accept_native_keys")) return;
    return load.report(mapping.at, "keys",
                       "is missing, so nobody could call: add at least one key, or set "
                       "accept_native_keys: true");
  }
  if (list->kind != node_kind::list) return;
  unique_values names(load, "this name"), clients(load, "this client key");
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const key& one = settings.keys[i];
    const std::string path = "keys[" + std::to_string(i) + "]";
    const node& item = list->items[i];
    const node* name = item.find("name");
    if (name != nullptr) names.add(one.name, name->at, path + ".name");
    // by digest: a key by value and the same key as its SHA-256 are one key
    std::string digest = one.client_key_sha256.value_or("");
    if (!one.client_key.empty()) digest = sha256_hex(one.client_key.reveal());
    clients.add(digest, item.at, path);
  }
}

}  // namespace

const section& gateway_section() {
  // clang-format off
  static const section entries{
      {groups_field("listeners", &gateway::listeners, listener_section()),
       text_field("mount", "path", &gateway::mount, parse_mount),
       text_field("native_mount", "path or off", &gateway::native_mount, parse_native_mount),
       count_field("workers", &gateway::workers, 0, 256),
       group_field("engine", &gateway::engine, engine_section()),
       groups_field("keys", &gateway::keys, key_section()),
       boolean_field("accept_native_keys", &gateway::accept_native_keys),
       boolean_field("aliases", &gateway::aliases),
       boolean_field("reject_unknown_ok", &gateway::reject_unknown_ok),
       list_field("hosts", "host names", &gateway::hosts, text_of(parse_server_name), print_text),
       list_field("trusted_proxies", "networks", &gateway::trusted_proxies, text_of(parse_network),
                  [](const network& one) { return print_text(print_network(one)); }),
       boolean_field("watch_files", &gateway::watch_files),
       group_field("cors", &gateway::cors_policy, cors_section()),
       group_field("webhooks", &gateway::webhooks, webhook_settings_section()),
       group_field("admin", &gateway::admin, admin_section()),
       group_field("metrics", &gateway::metrics, metrics_section()),
       optional_group_field("tracing", &gateway::tracing, tracing_section()),
       optional_group_field("evolution_go", &gateway::evolution_go, evolution_go_section()),
       choice_field("instance_status", &gateway::instance_status, {"engine", "evolution_go"}),
       group_field("limits", &gateway::limits, limits_section()),
       group_field("log", &gateway::log, log_section())},
      [](context& load, const node& mapping, const std::string&, void* owner) {
        const auto& settings = *static_cast<const gateway*>(owner);
        check_listeners(load, mapping, settings);
        check_keys(load, mapping, settings);
        check_doors(load, mapping, settings);
        check_webhooks(load, mapping, settings);
        check_evolution_go(load, mapping, settings);
        warn_of_gateway(load, mapping, settings);
      }};
  // clang-format on
  return entries;
}

}  // namespace ramal::config
