// All certificates and keys that a configuration names, read whole before anything is made from them.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "config/model.hpp"
#include "proxy/net/tls/file_stamp.hpp"
#include "proxy/net/tls/pem_files.hpp"

namespace ramal::net {

struct listener_material {
  std::vector<certified_key> certificates;     // in the order of the configuration
  std::optional<trusted_authorities> clients;  // none: no client certificate is asked for
};

struct engine_material {
  std::optional<trusted_authorities> authorities;  // none: the system's
  std::vector<file_stamp> of_system;               // of the system's, before they are looked at
  std::optional<certified_key> own;                // to be shown to the engine
};

struct tls_material {
  std::vector<std::optional<listener_material>> listeners;  // in the order of the configuration; none: plain HTTP
  std::optional<listener_material> admin;                   // of the admin interface; none: plain HTTP
  std::optional<engine_material> engine;                    // none: plain HTTP
  std::optional<engine_material> go;                        // of Evolution GO; none: plain HTTP, or no such server
};

tls_made<std::shared_ptr<const tls_material>> read_tls_material(const config::gateway& settings);

// Whether a connection to the engine that was verified by one would be verified by the other, too.
bool verify_the_same(const tls_material& one, const tls_material& other);
// The same of Evolution GO.
bool verify_go_the_same(const tls_material& one, const tls_material& other);

}  // namespace ramal::net
