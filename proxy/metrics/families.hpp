// The metrics that there are: names, kinds and what they say (console.md section 2).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace ramal::metrics {

enum class kind : std::uint8_t { counter, gauge, histogram, info };

// In the order in which they are written.
enum class family : std::uint8_t {
  build_info,
  start_time,
  cpu_time,
  resident_memory,
  virtual_memory,
  open_descriptors,
  most_descriptors,
  log_lines_lost,
  reload_success,
  reload_time,
  certificate_expiry,
  request_duration,
  active_requests,
  connections,
  connections_refused,
  tls_handshakes,
  engine_duration,
  engine_attempts,
  engine_retries,
  engine_connections,
  breaker_open,
  queue_duration,
  queue_length,
  calls,
  calls_unknown,
  key_requests,
  unauthorized,
  rate_limited,
  trace_spans,
  webhook_received,
  webhook_delivered,
  webhook_attempts,
  webhook_expired,
  webhook_dead,
  webhook_duplicates,
  webhook_pending,
  webhook_oldest,
  webhook_dead_letters,
  webhook_paused,
  webhook_store_bytes,
  webhook_delay,
  webhook_commit,
  webhook_can_commit,
  ring_time,
  call_duration,
  call_times_lost,
};

struct family_row {
  family what;
  kind type;
  std::string_view name;  // a counter's without its _total
  std::string_view help;  // one line without quotes or backslashes
};

std::span<const family_row> families();
const family_row& row_of(family what);

}  // namespace ramal::metrics
