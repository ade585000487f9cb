// From a URL to a connection: the name is looked up, each address is judged, and the very address that was judged is
// dialled (webhooks.md section 12).
#pragma once

#include <memory>
#include <vector>

#include "proxy/relay/client/client_tls.hpp"
#include "proxy/relay/client/connection.hpp"
#include "proxy/relay/client/failure_text.hpp"
#include "proxy/relay/client/host_names.hpp"
#include "proxy/relay/client/idle_connections.hpp"
#include "proxy/relay/client/wait_guard.hpp"

namespace ramal::relay {

// What all attempts of one client share.
struct client_parts {
  client_parts(asio::io_context& on, const std::string& name_servers, idle_bounds bounds)
      : loop(on), names(std::make_shared<host_names>(on, name_servers)),
        idle(std::make_shared<idle_connections>(on, bounds)) {}

  asio::io_context& loop;
  std::shared_ptr<host_names> names;
  std::shared_ptr<idle_connections> idle;
  std::vector<tcp::endpoint> own;  // what this program listens on
};

struct dialled {
  std::shared_ptr<connection> made;  // null: see `why`
  failed why;
  std::string refused;  // why no address of the name may be dialled, where that is why
};

struct dial_target {
  http_url url;
  client_tls_ptr tls;    // null: plain
  std::string tls_name;  // that the certificate has to be for
};

// Addresses are tried in order, each for its share of the time that is left until `until`. `guard` ends it. `target` lives
// until it returns.
asio::awaitable<dialled> dial(std::shared_ptr<client_parts> parts, std::shared_ptr<wait_guard> guard,
                              const dial_target& target, wait_guard::clock::time_point until);

}  // namespace ramal::relay
