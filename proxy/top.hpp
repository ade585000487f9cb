// `ramal top`: rates, latencies and the busiest keys, live, from /metrics of the admin interface (console.md section 6).
#pragma once

#include <string>

namespace ramal::net {

struct top_options {
  std::string url;        // of the admin interface; "": that of the configuration
  std::string cert_file;  // to show where admin.tls.client_ca_file asks for one; "": none. With its key, both in PEM
  std::string key_file;
  bool once = false;      // one look, at all since the program began
  unsigned interval = 2;  // seconds between two looks
};

// Until it is ended, or nobody reads. 0; 64: the configuration has no admin interface, or no TLS for a certificate; 69: it
// does not answer; 78: the configuration, the certificate or its key cannot be used.
int run_top(const top_options& options, const std::string& config_file);

}  // namespace ramal::net
