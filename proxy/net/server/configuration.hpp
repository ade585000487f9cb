// A configuration with all that its files hold: nothing reads them later.
#pragma once

#include <memory>

#include "config/model.hpp"
#include "proxy/net/tls/tls_material.hpp"

namespace ramal::net {

struct configuration {
  config::gateway settings;
  std::shared_ptr<const tls_material> tls = std::make_shared<const tls_material>();  // of these settings
};

// Reads the certificates and keys that the settings name, and makes sure that OpenSSL takes them.
tls_made<configuration> with_certificates(config::gateway settings);

}  // namespace ramal::net
