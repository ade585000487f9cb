// The line of the access log for a request (http-rules.md K11), and what is counted of it.
#pragma once

#include "proxy/flow/request_scope.hpp"

namespace ramal::flow {

// What became of it.
struct request_end {
  std::uint16_t status;
  std::size_t bytes_in;
  std::size_t bytes_out;
  std::string_view outcome;   // "ok", the code, or "client-gone"
  std::string_view upstream;  // of a failure: whether the engine has it
  routes::reason why;
  std::optional<routes::failure_kind> failure;  // none: it did not fail
  bool client_gone;
};

void record_request(request_scope& in, const request_end& end);

}  // namespace ramal::flow
