#include "proxy/key_commands.hpp"

#include <boost/json.hpp>
#include <cstdio>

#include "config/instant.hpp"
#include "config/key_sources.hpp"
#include "config/networks.hpp"
#include "proxy/command_line.hpp"
#include "proxy/net/control/configuration_file.hpp"
#include "proxy/report.hpp"
#include "proxy/webhooks.hpp"

namespace ramal::net {
namespace {

template <class List, class Print>
std::string with_commas(const List& list, Print print) {
  std::string text;
  for (const auto& one : list) text += (text.empty() ? "" : ",") + print(one);
  return text;
}

std::string callees_of(const config::key& one) {
  if (!one.callees) return "any";
  std::string text = std::to_string(one.callees->allow.size()) + " allowed";
  return text + ", " + std::to_string(one.callees->deny.size()) + " denied";
}

std::string addresses_of(const config::key& one) {
  return one.addresses.empty() ? "any"
                               : with_commas(one.addresses, [](const auto& net) { return config::print_network(net); });
}

std::string allow_of(const config::key& one) {
  return with_commas(one.allow, [](const std::string& word) { return word; });
}

std::string expires_of(const config::key& one) { return one.expires ? config::print_instant(*one.expires) : "never"; }

std::string keys_as_json(const config::gateway& settings) {
  boost::json::array all;
  for (const config::key& one : settings.keys)
    all.push_back(boost::json::object{{"name", one.name},
                                      {"allow", allow_of(one)},
                                      {"callees", callees_of(one)},
                                      {"expires", expires_of(one)},
                                      {"addresses", addresses_of(one)},
                                      {"webhook", one.webhook.has_value()},
                                      {"evolution_go", !one.evolution_go_token.empty()}});
  return boost::json::serialize(all) + "\n";
}

}  // namespace

std::string describe_keys(const config::gateway& settings, bool as_json) {
  if (as_json) return keys_as_json(settings);
  std::string text;
  for (const config::key& one : settings.keys) {
    text += one.name + "\n    may " + allow_of(one) + ", callees " + callees_of(one) + ", from " + addresses_of(one) +
            ", expires " + expires_of(one);
    if (one.webhook) text += ", events";
    if (!one.evolution_go_token.empty()) text += ", messages";
    text += "\n";
  }
  return text + std::to_string(settings.keys.size()) + (settings.keys.size() == 1 ? " key\n" : " keys\n");
}

std::string describe_rotated_key(const std::string& name, const std::string& key) {
  return "The new client key of " + name + ", which is shown this once; its client sends it as apikey:\n\n  " + key +
         "\n\nIn the entry " + name +
         " of keys, in the place of client_key, client_key_env, client_key_file or client_key_sha256:\n\n"
         "    client_key_sha256: \"" +
         config::sha256_hex(key) +
         "\"\n\nThe old key is refused from the reload on. To serve both until the client has the new one, leave the entry as\n"
         "it is, add a second one with another name, this line and the same native key, and remove the old one when\n"
         "`ramal tail --key " +
         name + "` shows no more requests.\n";
}

int list_keys(const std::string& config_file, bool as_json) {
  configuration_file source(config_file);
  const auto read = source.load();
  if (read.has_error()) return report(read.error());
  std::fputs(describe_keys(read->settings, as_json).c_str(), stdout);
  return exit_ok;
}

int rotate_key(const std::string& config_file, const std::string& name) {
  configuration_file source(config_file);
  const auto read = source.load();
  if (read.has_error()) return report(read.error());
  if (!has_key(read->settings, name)) {
    std::fprintf(stderr, "ramal: no key has this name: `ramal keys list` shows them, `ramal keys new` makes one\n");
    return exit_usage;
  }
  std::fputs(describe_rotated_key(name, new_hook()).c_str(), stdout);
  return exit_ok;
}

}  // namespace ramal::net
