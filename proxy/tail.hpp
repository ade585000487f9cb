// `ramal tail`: the access log, live, for people (console.md section 6).
#pragma once

#include <string>

namespace ramal::net {

struct tail_options {
  std::string file;            // "": that of the configuration; "-": standard input
  std::string key;             // requests of this key alone; "": all
  bool errors = false;         // what failed alone
  bool ends = false;           // shows what is there and ends
  unsigned lines = 10;         // of those that are there already
  std::string color = "auto";  // auto, always, never
};

// Prints until it is ended, or nobody reads. 0; 64: the configuration names no file; 69: it cannot be read; 78.
int run_tail(const tail_options& options, const std::string& config_file);

}  // namespace ramal::net
