// What became of a request, in a few words: a label of metrics.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "routes/failure.hpp"

namespace ramal::metrics {

// A request that the engine may have although it failed is `unknown`; of a start that means: a phone may ring, and nobody
// knows its call.
enum class outcome : std::uint8_t {
  ok,
  refused,      // by a status below 500: the client's fault
  not_sent,     // failed, and the engine has not got it
  unknown,      // failed, and the engine may have it
  failed,       // in any other way
  client_gone,  // nobody waits for the answer
};
inline constexpr std::size_t outcome_count = 6;
inline constexpr std::array<std::string_view, outcome_count> outcome_names{"ok",      "refused", "not_sent",
                                                                           "unknown", "failed",  "client_gone"};

// `sent`: X-Ramal-Upstream of the answer ("not-sent", "unknown" or ""); `has_failed`: the answer is an error.
inline outcome outcome_of(std::uint16_t status, bool has_failed, std::string_view sent, bool client_gone) {
  if (sent == "unknown") return outcome::unknown;
  if (client_gone) return outcome::client_gone;
  if (!has_failed) return outcome::ok;
  if (sent == "not-sent") return outcome::not_sent;
  return status < 500 ? outcome::refused : outcome::failed;
}

// Why the engine gave no answer: the label error_type.
enum class engine_error : std::uint8_t {
  none,
  unreachable,
  connect_timeout,
  reset,
  malformed,
  too_large,
  timeout,
  stopped,
  client_gone,
  other,
};
inline constexpr std::size_t engine_error_count = 10;
inline constexpr std::array<std::string_view, engine_error_count> engine_error_names{
    "",          "unreachable", "connect_timeout", "reset",       "malformed",
    "too_large", "timeout",     "stopped",         "client_gone", "_other"};

// `kind`: of the failure, if the request failed.
constexpr engine_error engine_error_of(std::optional<routes::failure_kind> kind) {
  using k = routes::failure_kind;
  if (!kind) return engine_error::none;
  switch (*kind) {
    case k::upstream_unreachable: return engine_error::unreachable;
    case k::upstream_connect_timeout: return engine_error::connect_timeout;
    case k::upstream_reset: return engine_error::reset;
    case k::upstream_malformed: return engine_error::malformed;
    case k::upstream_too_large: return engine_error::too_large;
    case k::upstream_timeout: return engine_error::timeout;
    case k::stopped: return engine_error::stopped;
    case k::client_gone: return engine_error::client_gone;
    default: return engine_error::other;
  }
}

}  // namespace ramal::metrics
