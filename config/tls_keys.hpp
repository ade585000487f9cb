// The TLS keys of listeners and of the engine's connections. What the named PEM files hold is judged where it is used
// (proxy/net); here they must be there, and private keys must not be readable by everybody (http-rules.md K8).
#pragma once

#include <string>

#include "config/model.hpp"
#include "config/schema.hpp"

namespace ramal::config {

// listeners[].tls and admin.tls
const section& listener_tls_section();

// ca_file, client_cert_file, client_key_file and tls_server_name of `engine`.
void check_engine_tls(context& load, const node& mapping, const std::string& path, const upstream_engine& engine);

}  // namespace ramal::config
