// The bytes of a planned native request (http-rules.md H1).
#pragma once

#include <string_view>

#include "auth/decide.hpp"
#include "proxy/flow/exchange_buffers.hpp"
#include "proxy/flow/snapshot.hpp"

namespace ramal::flow {

// What the engine knows a client by; secret.
struct native_key {
  config::native_key_kind kind;
  std::string_view value;
};

// Writes in.plan into in.native, with this key.
void write_native(exchange_buffers& in, const snapshot& settings, const native_key& key, std::string_view request_id,
                  std::string_view traceparent);

}  // namespace ramal::flow
