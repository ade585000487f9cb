#include "proxy/net/server/configuration.hpp"

#include <utility>

#include "proxy/net/tls/tls_contexts.hpp"

namespace ramal::net {

tls_made<configuration> with_certificates(config::gateway settings) {
  auto read = read_tls_material(settings);
  if (read.has_error()) return read.error();
  const auto tried = make_tls_contexts(settings, **read, std::make_shared<ticket_keys>(flow::clock::now()));
  if (tried.has_error()) return tried.error();
  configuration made;
  made.settings = std::move(settings);
  made.tls = std::move(*read);
  return made;
}

}  // namespace ramal::net
