// The request's body: read into the buffers, or, if the client is slow, into no more memory than the body has. A body
// that is not needed is dropped as it comes (http-rules.md F21, F22, L2).
#pragma once

#include <string>

#include "proxy/flow/request_scope.hpp"
#include "proxy/flow/task.hpp"

namespace ramal::flow {

enum class body_use : std::uint8_t { keep, drop };

// Takes what came with the head: nothing waits. `most`: bytes that it may have.
outcome begin_body(request_scope& in, body_use use, std::size_t most);
inline outcome begin_body(request_scope& in, body_use use) {
  return begin_body(in, use, in.settings().limits.body_bytes);
}

// The rest of it, if has_unread_body().
task<outcome> read_body(request_scope& in, body_use use);

// Whether bytes of the body are still to come; before begin_body(): whether there is a body at all. Bytes that are left
// unread would be taken for the next request (F26).
bool has_unread_body(const exchange_buffers& in);

// Takes the body out of the buffers; the log still counts it.
std::string take_body(request_scope& in);

// All that the client has to say.
struct complete_request {
  std::string_view head;
  std::string_view body;

  explicit complete_request(const exchange_buffers& in)
      : head(in.request_bytes().substr(0, in.request.size())),
        body(in.request_bytes().substr(in.request.size(), in.body.decoded())) {}
};

}  // namespace ramal::flow
