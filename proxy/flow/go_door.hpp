// What the passthrough needs of the configuration (contracts/gateway.md section 3): a part of the snapshot.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "config/model.hpp"
#include "proxy/rules/body_pace.hpp"
#include "proxy/rules/breaker.hpp"
#include "routes/passed_path.hpp"

namespace ramal::flow {

// What the server knows a client by.
struct go_secrets {
  config::secret token;
  config::secret admin_key;  // empty: admin routes are refused
};

class go_door {
 public:
  // `settings` names a server.
  explicit go_door(const config::gateway& settings);

  routes::passed_paths paths;
  config::evolution_go_server server;
  std::string host_header;  // of the server's URL or configured; "" = the client's
  rules::body_rate rate;
  rules::breaker_limits breaker;
  bool has_status;  // it answers GET /instance/status

  // Of a key, by its name (auth::principal::name_mark); null: nothing of this key is passed on.
  const go_secrets* secrets_of(std::uint64_t name_mark) const;

 private:
  std::map<std::uint64_t, go_secrets> secrets_;
};

}  // namespace ramal::flow
