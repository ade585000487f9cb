#include "config/webhook_checks.hpp"

#include <algorithm>
#include <array>

#include "config/destination_url.hpp"
#include "config/doors.hpp"
#include "config/key_sources.hpp"
#include "config/reach.hpp"
#include "config/unique.hpp"

namespace ramal::config {
namespace {

// First words of paths that probes ask for, and, where there is no mount, of the routes themselves.
constexpr std::array<std::string_view, 9> health_words{"health", "healthz", "live",   "livez", "metrics",
                                                       "ping",   "ready",   "readyz", "status"};
constexpr std::array<std::string_view, 5> route_words{"call", "calls", "instance", "manager", "server"};

template <std::size_t Count>
bool holds(const std::array<std::string_view, Count>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Why a receiver cannot have this path, "" if it can.
std::string why_taken(const std::string& path, const std::string& mount, const std::string& native) {
  if (path == "/") return "is no path of its own: write one such as /hooks/native";
  const auto word = std::string_view(path).substr(1, path.find('/', 1) - 1);
  if (holds(health_words, word)) return "is what health checks ask for: write another one, such as /hooks/native";
  if (!native.empty() && (is_within_path(path, native) || is_within_path(native, path)))
    return "is in the way of the native API (" + native + "): write another one, such as /hooks/native";
  if (mount == "/")
    return holds(route_words, word) ? "is a path of the call routes: write another one, such as /hooks/native" : "";
  if (is_within_path(path, mount))
    return "lies below mount (" + mount + "): write one outside of it, such as /hooks/native";
  if (is_within_path(mount, path)) return "is above mount (" + mount + "): write another one, such as /hooks/native";
  return {};
}

void check_path(context& load, const node& mapping, const gateway& settings) {
  const node* webhooks = mapping.find("webhooks");
  const node* own = webhooks == nullptr ? nullptr : webhooks->find("path");
  if (!load.clean("webhooks.path") || !load.clean("mount")) return;
  const std::string why = why_taken(settings.webhooks.path, settings.mount, native_path(settings));
  if (!why.empty()) load.report(own == nullptr ? mapping.at : own->at, "webhooks.path", why);
}

// SQLite writes beside its file, too.
void check_store(context& load, const node& mapping, const gateway& settings) {
  const node* webhooks = mapping.find("webhooks");
  const node* own = webhooks == nullptr ? nullptr : webhooks->find("store");
  if (!load.clean("webhooks.store")) return;
  checked writable = load.access.writable(settings.webhooks.store);
  if (writable) writable = load.access.writable(settings.webhooks.store + "-wal");
  if (!writable)
    load.report(own == nullptr ? mapping.at : own->at, "webhooks.store",
                settings.webhooks.store + ": " + writable.error().text);
}

// By digest: the texts themselves are not kept.
void check_hooks(context& load, const node& list, const gateway& settings) {
  unique_values hooks(load, "this hook");
  const auto add = [&](const secret& hook, const node& at, const std::string& path) {
    if (!hook.empty()) hooks.add(sha256_hex(hook.reveal()), at.at, path);
  };
  for (std::size_t i = 0; i < std::min(list.items.size(), settings.keys.size()); ++i) {
    if (!settings.keys[i].webhook) continue;
    const std::string path = "keys[" + std::to_string(i) + "].webhook.";
    const node* own = list.items[i].find("webhook");
    add(settings.keys[i].webhook->hook, *own, path + "hook");
    add(settings.keys[i].webhook->old_hook, *own, path + "old_hook");
  }
}

bool any_webhook(const gateway& settings) {
  return std::any_of(settings.keys.begin(), settings.keys.end(),
                     [](const key& one) { return one.webhook.has_value(); });
}

void warn_of_url(context& load, const node& mapping, const std::string& path, const webhook_destination& to) {
  const node* own = given(load, mapping, path, "url");
  const auto url = parse_destination_url(to.url);
  if (own == nullptr || !url.has_value() || url->tls || !is_public_host(url->host)) return;
  load.warn(own->at, join_path(path, "url"),
            "is plain http:// to a host on the internet: numbers and tokens can be read on the way. Write https://");
}

}  // namespace

void check_webhooks(context& load, const node& mapping, const gateway& settings) {
  const node* list = mapping.find("keys");
  if (list == nullptr || !any_webhook(settings)) return;
  check_path(load, mapping, settings);
  check_store(load, mapping, settings);
  check_hooks(load, *list, settings);
}

void warn_of_webhooks(context& load, const node& mapping, const gateway& settings) {
  const node* list = mapping.find("keys");
  for (std::size_t i = 0; list != nullptr && i < std::min(list->items.size(), settings.keys.size()); ++i) {
    const auto& webhook = settings.keys[i].webhook;
    const node* own = list->items[i].find("webhook");
    if (!webhook || own == nullptr) continue;
    const std::string path = "keys[" + std::to_string(i) + "].webhook";
    warn_of_url(load, *own, path, *webhook);
    const node* more = own->find("more");
    for (std::size_t n = 0; more != nullptr && n < std::min(more->items.size(), webhook->more.size()); ++n)
      warn_of_url(load, more->items[n], path + ".more[" + std::to_string(n) + "]", webhook->more[n]);
    if (webhook->native_secrets.empty())
      load.warn(own->at, path,
                "has no native_secrets, so the hook alone shows that events are the engine's: add the secret of the "
                "engine's webhook where you have it");
  }
}

}  // namespace ramal::config
