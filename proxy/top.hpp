// `ramal top`: rates, latencies and the busiest keys, live, from /metrics of the admin interface (console.md section 6).
#pragma once

#include <string>

namespace ramal::net {

struct top_options {
  std::string url;        // of the admin interface, http; "": that of the configuration
  bool once = false;      // one look, at all since the program began
  unsigned interval = 2;  // seconds between two looks
};

// Until it is ended, or nobody reads. 0; 64: the configuration has no admin interface; 69: it does not answer; 78.
int run_top(const top_options& options, const std::string& config_file);

}  // namespace ramal::net
