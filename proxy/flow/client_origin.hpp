// Where a client comes from, for the log and for what is counted by address.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "config/ip_address.hpp"
#include "proxy/rules/usage_counter.hpp"

namespace ramal::flow {

struct client_origin {
  std::string text;  // for the log
  config::ip_address bytes{};
  std::uint64_t name = 0;  // usage_limits::name_of(bytes)
  rules::usage_counter* counted =
      nullptr;  // that of `bytes`, if a connection that lives as long as this is counted in it
  // Where clients need certificates: how often the listener's demand for certificates has changed, and what that count
  // was when this client came.
  const std::uint32_t* certificate_epoch = nullptr;
  std::uint32_t own_epoch = 0;

  // A reload asks for other certificates than those that let this client in: it begins no request any more (O1).
  bool is_dismissed() const { return certificate_epoch != nullptr && *certificate_epoch != own_epoch; }

  client_origin(std::string t, config::ip_address b = {}, std::uint64_t n = 0, rules::usage_counter* c = nullptr)
      : text(std::move(t)), bytes(b), name(n), counted(c) {}
  client_origin(const char* t) : client_origin(std::string(t)) {}
};

struct worker_parts;
struct exchange_buffers;
class snapshot;

// The client that a trusted peer names in the head in `in`; none: the peer is the client (http-rules.md H6).
std::optional<client_origin> named_by_proxy(const client_origin& peer, const exchange_buffers& in,
                                            const snapshot& settings, const worker_parts& parts);

}  // namespace ramal::flow
