// When certificates that clients, operators or the engine are shown are valid no more.
#pragma once

#include <vector>

#include "proxy/metrics/exposition.hpp"
#include "proxy/net/tls/tls_material.hpp"

namespace ramal::admin {

// One for each that the configuration names, by its place there: "listeners[0].tls.certificates[0]". The time is that of the
// first one in its chain that ends.
std::vector<metrics::certificate_fact> look_at_certificates(const net::tls_material& all);

}  // namespace ramal::admin
