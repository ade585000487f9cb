// What one worker counts (console.md section 2). The worker alone writes; any thread reads. Nothing is allocated for a
// request, and nothing grows.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "proxy/metrics/key_slots.hpp"
#include "proxy/metrics/outcome.hpp"
#include "proxy/metrics/route_index.hpp"
#include "proxy/metrics/series_table.hpp"
#include "proxy/metrics/status_class.hpp"
#include "routes/table.hpp"

namespace ramal::metrics {

// What there is to count of one request, when it is over.
struct finished_request {
  const routes::route* row = nullptr;  // null: none was found
  beside_tables other = beside_tables::nothing;
  std::uint16_t status = 0;  // 0: nobody was there to answer
  outcome became = outcome::ok;
  std::optional<routes::failure_kind> failure{};
  std::optional<key_slot> key{};         // none: nobody's key was known
  std::optional<microseconds> engine{};  // none: the engine was not asked
  std::uint16_t native_status = 0;       // 0: it gave no answer
  microseconds queued{};
  microseconds total{};
  std::chrono::system_clock::time_point at{};  // when its head was complete
};

inline constexpr std::size_t operation_count = static_cast<std::size_t>(routes::operation::websocket) + 1;

// By operation, then outcome.
using call_cells = std::array<std::array<cell, outcome_count>, operation_count>;

// What is known of one key.
struct key_cells {
  call_cells calls;
  cell last_use;  // ticks of system_clock since its epoch; 0: never
};

// Why a request was refused for a while: the label `scope` of ramal_rate_limited_total.
enum class limit_scope : std::uint8_t { key_rate, key_concurrency, address, gateway };
inline constexpr std::array<std::string_view, 4> limit_scope_names{"key_rate", "key_concurrency", "address", "gateway"};

// Why a request was sent to the engine once more: the label `reason` of ramal_engine_retries_total.
enum class retry_reason : std::uint8_t { not_connected, not_sent, no_answer };
inline constexpr std::array<std::string_view, 3> retry_reason_names{"not_connected", "not_sent", "no_answer"};

// Why a connection was closed before a request of it was read: the label `reason` of ramal_connections_refused_total.
enum class refused_for : std::uint8_t { address_limit, crowd, system };
inline constexpr std::array<std::string_view, 3> refused_for_names{"address_limit", "crowd", "system"};

// How a handshake of a client ended: the label `result` of ramal_tls_handshakes_total.
enum class handshake_end : std::uint8_t { done, timeout, failed, stopped };
inline constexpr std::array<std::string_view, 4> handshake_end_names{"ok", "timeout", "failed", "stopped"};

// Of the engine's side: methods by columns that are statuses first, then errors.
inline constexpr std::size_t engine_methods = 4;  // get, post, put, all others
inline constexpr std::array<std::string_view, engine_methods> engine_method_names{"GET", "POST", "PUT", "_OTHER"};

class worker_counts {
 public:
  worker_counts() { reserve_keys(2); }
  worker_counts(const worker_counts&) = delete;
  worker_counts& operator=(const worker_counts&) = delete;

  // Before a request may bring a slot below `slots`. Any one thread that is no worker's; may throw std::bad_alloc.
  void reserve_keys(std::size_t slots);

  // By the worker.
  void count(const finished_request& what);
  void count(retry_reason why) { retries[static_cast<std::size_t>(why)].add(); }
  void count(refused_for why, std::size_t connections = 1) { refused[static_cast<std::size_t>(why)].add(connections); }
  void count(handshake_end how) { handshakes[static_cast<std::size_t>(how)].add(); }

  series_table<most_routes, status_count, 256> served;
  series_table<engine_methods, status_count + engine_error_count, 96> asked;
  histogram queued;
  call_cells calls;
  std::array<cell, limit_scope_names.size()> limited;
  std::array<cell, retry_reason_names.size()> retries;
  std::array<cell, refused_for_names.size()> refused;
  std::array<cell, handshake_end_names.size()> handshakes;
  cell unauthorized;
  cell unknown_calls;  // starts: a phone may ring
  // As of the last tick.
  struct {
    cell connections, in_flight, waiting, engine_open, engine_idle, breaker_open;
  } now;

  // null: nothing was counted for it, or there is no such slot.
  const call_cells* of_key(std::size_t slot) const {
    const key_cells* const found = cells_of_key(slot);
    return found == nullptr ? nullptr : &found->calls;
  }
  // When a request that knew this key came last, whatever it was for and became; none: never.
  std::optional<std::chrono::system_clock::time_point> last_use_of_key(std::size_t slot) const;

 private:
  const key_cells* cells_of_key(std::size_t slot) const {
    return slot < most_key_slots ? keys_[slot].load(std::memory_order_acquire) : nullptr;
  }
  key_cells& used_key(const finished_request& what);
  void count_engine(const finished_request& what);
  void count_refusal(const finished_request& what);

  std::array<std::atomic<key_cells*>, most_key_slots> keys_{};
  std::array<std::unique_ptr<key_cells>, most_key_slots> owned_;
};

}  // namespace ramal::metrics
