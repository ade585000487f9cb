#include "config/evolution_go_section.hpp"

#include <algorithm>
#include <chrono>

#include "config/addresses.hpp"
#include "config/fields.hpp"
#include "config/key_sources.hpp"
#include "config/letters.hpp"
#include "config/passed_words.hpp"
#include "config/reach.hpp"
#include "config/secret_source.hpp"
#include "config/tls_keys.hpp"
#include "config/unique.hpp"
#include "config/upstream_fields.hpp"

namespace ramal::config {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view token_name = "evolution_go_token";
constexpr std::string_view admin_name = "evolution_go_admin_key";

bool is_path_byte(char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_'; }

parsed<std::string> parse_path_word(std::string_view text) {
  if (is_unpassable_word(text))
    return wrong(shown(text) +
                 " never goes to Evolution GO: calls, pages for people and WebSockets are not passed on. "
                 "Remove it");
  if (is_passed_word(text)) return wrong(shown(text) + " goes to Evolution GO already: remove it");
  if (text.empty() || text.size() > 32 || !std::all_of(text.begin(), text.end(), is_path_byte))
    return wrong(shown(text) +
                 " is no first word of a path: write up to 32 small letters, digits, '-' and '_', such as "
                 "template");
  return std::string(text);
}

void check_paths(context& load, const node& mapping, const std::string& path, const evolution_go_server& server) {
  const node* list = given(load, mapping, path, "paths");
  if (list == nullptr || list->items.size() != server.paths.size()) return;  // one of them was reported
  unique_values words(load, "this word");
  for (std::size_t i = 0; i < server.paths.size(); ++i)
    words.add(server.paths[i], list->items[i].at, path + ".paths[" + std::to_string(i) + "]");
}

void check_server(context& load, const node& mapping, const std::string& path, void* owner) {
  const auto& server = *static_cast<const evolution_go_server*>(owner);
  check_order(load, mapping, path, "post_idle_max", server.post_idle_max, "idle_timeout", server.idle_timeout);
  check_order(load, mapping, path, "breaker_first", server.breaker_first, "breaker_longest", server.breaker_longest);
  check_engine_tls(load, mapping, path, server);
  check_paths(load, mapping, path, server);
  const node* url = given(load, mapping, path, "base_url");
  if (url != nullptr && !server.tls && is_public_host(server.host))
    load.warn(url->at, join_path(path, "base_url"),
              "is plain http:// to a host on the internet: instance tokens and messages can be read on the way. Write "
              "https://");
}

std::string shown_if(const secret& one) { return one.empty() ? std::string() : std::string("***"); }

// Of a key, in whatever form it is written.
const node* any_form(const node& item, std::string_view name) {
  for (const std::string_view ending : {"", "_env", "_file"})
    if (const node* found = item.find(std::string(name) + std::string(ending))) return found;
  return nullptr;
}

// Without a server they would be passed on to nobody.
void check_unused(context& load, const node& mapping, const gateway& settings) {
  const node* list = mapping.find("keys");
  for (std::size_t i = 0; list != nullptr && i < list->items.size() && i < settings.keys.size(); ++i)
    for (const std::string_view name : {token_name, admin_name})
      if (const node* own = any_form(list->items[i], name))
        load.report(own->at, "keys[" + std::to_string(i) + "]." + std::string(name),
                    "has no effect without a server: add evolution_go with its base_url, or remove this");
  const node* status = given(load, mapping, {}, "instance_status");
  if (status != nullptr && settings.instance_status == status_source::evolution_go)
    load.report(status->at, "instance_status",
                "names a server that is not configured: add evolution_go with its base_url, or write engine");
}

}  // namespace

const section& evolution_go_section() {
  using server = evolution_go_server;
  // clang-format off
  static const section entries{
      {required(base_url_field()),
       text_field("host", "host name", &server::host_header, parse_server_name),
       list_field<server, std::string>("paths", "words", &server::paths, text_of(parse_path_word), print_text),
       path_field<upstream_engine>("ca_file", &server::ca_file),
       path_field<upstream_engine>("client_cert_file", &server::client_cert_file),
       path_field<upstream_engine>("client_key_file", &server::client_key_file),
       text_field<upstream_engine>("tls_server_name", "host name", &server::tls_server_name, parse_server_name),
       duration_field<upstream_engine>("connect_timeout", &server::connect_timeout, 1ms, 5min),
       duration_field<upstream_engine>("first_byte_timeout", &server::first_byte_timeout, 1ms, 10min),
       duration_field<upstream_engine>("post_idle_max", &server::post_idle_max, 0ms, 1h),
       duration_field<upstream_engine>("idle_timeout", &server::idle_timeout, 1ms, 1h),
       count_field<upstream_engine>("breaker_failures", &server::breaker_failures, 0, 1'000),
       duration_field<upstream_engine>("breaker_first", &server::breaker_first, 1ms, 1h),
       duration_field<upstream_engine>("breaker_longest", &server::breaker_longest, 1ms, 1h),
       size_field("body_bytes", &server::body_bytes, kib, 1'024 * mib),
       size_field("body_rate", &server::body_rate, 1, mib),
       duration_field("body_patience", &server::body_patience, 1ms, 10min),
       count_field("in_flight", &server::in_flight, 1, 100'000)},
      check_server};
  // clang-format on
  return entries;
}

void add_evolution_go_fields(std::vector<field>& to) {
  add_secret_forms(
      to, {token_name, [](const void* owner) { return shown_if(static_cast<const key*>(owner)->evolution_go_token); }});
  add_secret_forms(to, {admin_name, [](const void* owner) {
                          return shown_if(static_cast<const key*>(owner)->evolution_go_admin_key);
                        }});
}

void read_evolution_go_secrets(context& load, const node& mapping, const std::string& path, key& entry) {
  entry.evolution_go_token = read_secret_forms(load, mapping, path, token_name, check_key_text);
  entry.evolution_go_admin_key = read_secret_forms(load, mapping, path, admin_name, check_key_text);
  const node* admin = any_form(mapping, admin_name);
  if (admin != nullptr && any_form(mapping, token_name) == nullptr)
    load.report(admin->at, join_path(path, admin_name),
                "is of no use alone, since nothing of this key is passed on: add evolution_go_token, or remove it");
}

void check_evolution_go(context& load, const node& mapping, const gateway& settings) {
  if (!settings.evolution_go) return check_unused(load, mapping, settings);
  const node* own = mapping.find("evolution_go");
  const bool any = std::any_of(settings.keys.begin(), settings.keys.end(),
                               [](const key& one) { return !one.evolution_go_token.empty(); });
  // a token that could not be read is a problem already, and is there
  if (!any && own != nullptr && load.problems().empty())
    load.warn(own->at, "evolution_go",
              "gets no request, since no key has an evolution_go_token: add one, or remove this section");
}

}  // namespace ramal::config
