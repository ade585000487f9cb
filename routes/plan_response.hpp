// Rewrites the engine's answer into the client's (go-calls.md section 5). Pure.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <string_view>

#include "routes/bytes.hpp"
#include "routes/call_object.hpp"
#include "routes/failure.hpp"
#include "routes/plan_request.hpp"
#include "routes/table.hpp"

namespace ramal::routes {

// What plan_response needs to know of the request.
struct answer_context {
  const route* row = nullptr;
  const native_request* request = nullptr;
  bool injected_key = true;  // false: the client's own native key was forwarded
  bool reject_unknown_ok = false;
  std::string_view key_name{};  // for /instance/status and the like
};

// What the client gets; the body is in `out`.
struct client_answer {
  std::uint16_t status = 200;
  bool no_store = false;    // the answer holds a token
  bool plain_text = false;  // and no JSON
};

// Memory that is reused from answer to answer.
struct answer_scratch {
  native_call call;
  std::string text;
};

// Appends the client's body to `out` for a success; a failure's body is written by rules::write_error_body.
// `status` is the engine's final status (100..599), `body` its whole body.
boost::system::result<client_answer, failure> plan_response(const answer_context& context, std::uint16_t status,
                                                            std::string_view body, answer_scratch& scratch, bytes& out);

}  // namespace ramal::routes
