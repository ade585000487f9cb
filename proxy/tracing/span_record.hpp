// What the spans of one request are made of: of one size and without pointers, since a worker leaves it to another thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

#include "proxy/metrics/route_index.hpp"
#include "proxy/tracing/trace_context.hpp"
#include "routes/failure.hpp"

namespace ramal::tracing {

enum class asked_server : std::uint8_t { none, engine, evolution_go };

using unix_nanoseconds = std::uint64_t;

struct span_record {
  request_trace trace{};
  unix_nanoseconds began = 0, ended = 0;     // of the client's request: first byte, answer written
  unix_nanoseconds asked = 0, answered = 0;  // of the request to `whom`
  std::uint64_t operation = 0;               // routes::operation; of no meaning unless the engine was asked
  std::uint16_t route = metrics::no_route;   // of metrics::route_index
  std::uint16_t status = 0;                  // 0: the client got none
  std::uint16_t native_status = 0;           // 0: the server that was asked gave no answer
  asked_server whom = asked_server::none;
  routes::method verb{};
  std::uint8_t resends = 0;
  bool is_http_1_0 = false;
  bool client_gone = false;
  std::optional<routes::failure_kind> failure{};
  std::array<char, 64> key{};  // its name in the configuration, zeros behind it

  void name_key(std::string_view name) { name.copy(key.data(), key.size()); }
  std::string_view key_name() const {
    const std::string_view all(key.data(), key.size());
    return all.substr(0, all.find('\0'));
  }
  std::size_t spans() const { return whom == asked_server::none ? 1 : 2; }
};
static_assert(std::is_trivially_copyable_v<span_record>);

}  // namespace ramal::tracing
