// The head of a request as the operator's Evolution GO server gets it (contracts/gateway.md section 3).
#pragma once

#include <string_view>

#include "proxy/flow/go_door.hpp"
#include "proxy/flow/request_scope.hpp"
#include "proxy/flow/upstream.hpp"

namespace ramal::flow {

// What is to be sent, and as whom. Views live as long as the request's bytes and the snapshot.
struct go_request {
  routes::passed_path path;
  std::string_view token;
  connection_owner owner;
};

// Writes it into in.native, in place of what stands there. Fails with head_too_large or bad_header.
outcome write_go_head(request_scope& in, const go_door& door, const go_request& what);

}  // namespace ramal::flow
