// The head of the Evolution GO server's answer as the client gets it (contracts/gateway.md section 3).
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "proxy/flow/request_scope.hpp"

namespace ramal::flow {

// What is known of the answer once its head is written.
struct go_answer {
  wire::framing from;         // of the body, as the server sends it
  wire::body_kind to;         // as the client gets it; none if it gets no body
  bool ends_with_connection;  // the end of the connection alone says that the answer is over
  bool is_json;               // the token may stand in its body
  std::size_t echoes;         // of the token in its fields, which are masked
};

// Writes it into in.head, from the head that in.answer has read. `token`: what the server got; it must not come back.
// `whole_request`: the server has all of the request; if not, the connection of the client ends with the answer.
// Nothing: no answer that may pass.
std::optional<go_answer> write_client_head(request_scope& in, std::string_view token, bool whole_request);

}  // namespace ramal::flow
