#include "proxy/relay/destinations.hpp"

#include <algorithm>

#include "events/identity.hpp"
#include "events/phone.hpp"

namespace ramal::relay {
namespace {

events::destination spoken(const config::webhook_destination& from, const config::key& key,
                           const config::webhook_settings& shared) {
  events::destination to;
  to.name = from.name;
  to.speaks = static_cast<events::dialect>(from.dialect);
  to.url = from.url;
  to.events = from.events;
  to.instance_id = from.instance_id.empty() ? events::default_instance_id(key.name) : from.instance_id;
  to.instance_name = from.instance_name.empty() ? key.name : from.instance_name;
  if (!from.instance_token.empty()) to.instance_token = std::string(from.instance_token.reveal());
  to.server_url = from.server_url;
  to.time_offset = shared.time_offset;
  to.extras = from.extras;
  to.data_node = from.data_node;
  to.v2_ringing = from.v2_ringing;
  to.by_events = from.by_events;
  to.hide_offers = from.hide_offers;
  return to;
}

store::line_order order_of(config::webhook_order one) {
  switch (one) {
    case config::webhook_order::strict: return store::line_order::strict;
    case config::webhook_order::none: return store::line_order::none;
    case config::webhook_order::patient: break;
  }
  return store::line_order::patient;
}

// Texts that hold secrets leave as a digest alone.
events::digest digest_of(const config::webhook_destination& from, const destination& made) {
  std::string all = events::post_url(made.speaks) + '\n' + from.ca_file + '\n';
  all.append(events::text(made.speaks.speaks)).append("\n").append(from.instance_token.reveal()).append("\n");
  for (const config::secret& one : from.secrets) all.append(one.reveal()).append("\n");
  for (const auto& line : from.headers) all.append(line.name).append(": ").append(line.value.reveal()).append("\n");
  all += std::to_string(from.timeout.count());
  return events::sha256(all);
}

struct maker {
  const config::webhook_settings& shared;
  const tls_maker& make_tls;

  net::tls_made<destination_ptr> make(const config::webhook_destination& from, const config::key& key,
                                      const std::string& path) const {
    auto to = std::make_shared<destination>();
    to->id = destination_id(key.name, from.name);
    to->key = key.name;
    to->speaks = spoken(from, key, shared);
    const auto url = parse_http_url(events::post_url(to->speaks));
    if (!url) return net::make_tls_problem(path + ".url", "is no URL that events can be posted to");
    to->url = *url;
    if (to->url.tls) {
      auto tls = make_tls(path + ".ca_file", from.ca_file);
      if (tls.has_error()) return tls.error();
      to->tls = std::move(*tls);
    }
    for (const config::secret& one : from.secrets)
      if (auto secret = events::signing_secret::parse(one.reveal())) to->secrets.push_back(std::move(*secret));
    for (const auto& line : from.headers) to->headers.emplace_back(line.name, line.value);
    to->timeout = from.timeout;
    to->offer_ttl = from.offer_ttl;
    to->patience = from.order_patience;
    to->order = order_of(from.order);
    to->retry = from.retry == config::webhook_retry::stock ? events::retry_policy::stock
                                                           : events::retry_policy::standard;
    to->made_of = digest_of(from, *to);
    return destination_ptr(std::move(to));
  }
};

}  // namespace

const event_key* relay_settings::find(std::string_view name) const {
  const auto found = std::ranges::find(keys, name, &event_key::name);
  return found == keys.end() ? nullptr : &*found;
}

std::string destination_id(std::string_view key, std::string_view name) {
  std::string id(key);
  if (!name.empty()) id.append("\\").append(name);
  return id;
}

net::tls_made<settings_ptr> make_settings(const config::gateway& from, const tls_maker& make_tls) {
  auto made = std::make_shared<relay_settings>();
  const maker make{from.webhooks, make_tls};
  for (std::size_t i = 0; i < from.keys.size(); ++i) {
    const config::key& key = from.keys[i];
    if (!key.webhook) continue;
    const config::key_webhook& webhook = *key.webhook;
    event_key to;
    to.name = key.name;
    to.own_number = events::phone_digits(key.number);
    to.from = static_cast<events::source>(webhook.source);
    to.strict_number = webhook.numbers == config::number_check::strict;
    to.repair = webhook.repair;
    to.kind = key.kind;
    to.native_key = key.native_key;
    const std::string path = "keys[" + std::to_string(i) + "].webhook";
    for (std::size_t n = 0; n <= webhook.more.size(); ++n) {
      auto one = n == 0 ? make.make(webhook, key, path)
                        : make.make(webhook.more[n - 1], key, path + ".more[" + std::to_string(n - 1) + "]");
      if (one.has_error()) return one.error();
      to.destinations.push_back(std::move(*one));
    }
    made->keys.push_back(std::move(to));
  }
  return settings_ptr(std::move(made));
}

}  // namespace ramal::relay
