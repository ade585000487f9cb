// What the configuration says of webhooks, as the relay uses it: made once for each configuration, immutable.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/model.hpp"
#include "events/call_event.hpp"
#include "events/delivery_signature.hpp"
#include "events/destination.hpp"
#include "events/digest.hpp"
#include "events/retry.hpp"
#include "proxy/net/tls/tls_context.hpp"
#include "proxy/relay/delivery_client.hpp"
#include "proxy/relay/http_url.hpp"
#include "store/requests.hpp"

namespace ramal::relay {

// One destination of the events of a key.
struct destination {
  std::string id;   // destination_id()
  std::string key;  // the key's name
  events::destination speaks;
  http_url url;
  std::shared_ptr<const client_tls> tls;
  std::vector<events::signing_secret> secrets;
  std::vector<std::pair<std::string, config::secret>> headers;
  milliseconds timeout{30'000};
  milliseconds offer_ttl{60'000};
  milliseconds patience{5'000};
  store::line_order order = store::line_order::patient;
  events::retry_policy retry = events::retry_policy::standard;
  events::digest made_of{};  // of all that an attempt is made of: a change ends a pause (webhooks.md section 6)
};
using destination_ptr = std::shared_ptr<const destination>;

// A key with a webhook section.
struct event_key {
  std::string name;
  std::string own_number;  // digits, may be empty
  events::source from = events::source::normalized;
  bool strict_number = false;
  bool repair = true;
  config::native_key_kind kind = config::native_key_kind::key;
  config::secret native_key;
  std::vector<destination_ptr> destinations;

  events::key_facts facts() const { return {name, own_number, from, strict_number}; }
};

struct relay_settings {
  std::vector<event_key> keys;

  const event_key* find(std::string_view name) const;
};
using settings_ptr = std::shared_ptr<const relay_settings>;

// Unique in the process, and the same after a restart: what the store calls a destination. `name` is that of a further
// destination of the key, "" for its first one. No key's name has a backslash.
std::string destination_id(std::string_view key, std::string_view name);

// Makes what a URL over TLS needs; `path` is the configuration's key, for its problem.
using client_tls_ptr = std::shared_ptr<const client_tls>;
using tls_maker = std::function<net::tls_made<client_tls_ptr>(const std::string& path, const std::string& ca_file)>;

// A problem: a file of authorities that cannot be used.
net::tls_made<settings_ptr> make_settings(const config::gateway& from, const tls_maker& make_tls);

}  // namespace ramal::relay
