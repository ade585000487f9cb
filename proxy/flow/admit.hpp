// Whose request it is, and whether its key and its address may ask now (http-rules.md K10, L10).
#pragma once

#include <cstdint>
#include <string_view>

#include "auth/decide.hpp"
#include "proxy/flow/native_request.hpp"
#include "proxy/flow/request_scope.hpp"

namespace ramal::flow {

// Whose request it is.
struct caller {
  auth::decision key;   // native_value is that of a key of the ring, else empty
  wire::slice own_key;  // in the head: a client's own native key

  // `bytes`: those of the head.
  native_key native(std::string_view bytes) const {
    return {key.kind, key.injected ? key.native_value : own_key.of(bytes)};
  }
};

// A request that its key may make: counted as in flight as long as it lives.
struct admitted {
  caller who;
  rules::usage_counter* usage;  // never null; the key's
  rules::scoped_usage in_flight;
};

// not_authorized, or too_many_unauthorized for an address that has sent too many wrong keys.
result<caller> identify(request_scope& in);

// Before the body is read: what one key's bodies may hold has a bound, too (F22). `needs`: what the key must be allowed;
// a request that it is not allowed counts for its key like any other.
result<admitted> admit(request_scope& in, const caller& who, config::key_operation needs);

// Whether a client's own native key was right is known when the engine has answered: `problem` says how.
void judge_own_key(request_scope& in, const admitted& by, const routes::failure* problem);

}  // namespace ramal::flow
