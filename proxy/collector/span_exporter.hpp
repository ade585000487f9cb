// Spans to a collector of OpenTelemetry, in batches, on the control loop (console.md section 2). All that waits has a
// bound: where the collector is slow or fails, spans are dropped and counted, and no request waits.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "proxy/relay/control_loop.hpp"
#include "proxy/relay/delivery_client.hpp"
#include "proxy/tracing/otlp.hpp"
#include "proxy/tracing/span_ring.hpp"

namespace ramal::collector {

struct export_target {
  relay::delivery_request request;  // its body is the batch's
  tracing::span_source source;
};

// All of it on the loop's thread.
class span_exporter {
 public:
  using rings = std::function<std::vector<tracing::span_ring*>()>;

  static constexpr relay::milliseconds round{1'000};        // between two looks at the rings
  static constexpr relay::milliseconds first_pause{1'000};  // after a failure; then twice as long
  static constexpr unsigned most_attempts = 3;              // of one batch
  static constexpr std::size_t most_waiting = 8'192;        // records
  static constexpr std::size_t most_at_once = 512;          // records in a batch
  static constexpr relay::milliseconds last_chance{2'000};  // of what is left when the program ends

  // `loop` outlives this; `over` is stopped before this is gone. `all`: each ring there is, the same ones from call to call.
  span_exporter(relay::control_loop& loop, relay::delivery_client& over, rings all);
  span_exporter(const span_exporter&) = delete;
  span_exporter& operator=(const span_exporter&) = delete;

  // From now on spans go there; none: nowhere. What was left before goes to the new one.
  void use(std::optional<export_target> next);
  // No request makes spans any more: sends what is left, for `last_chance` at most. `then` is called once, later.
  void finish(std::function<void()> then);

  // Since the program began.
  std::uint64_t exported() const { return exported_; }
  std::uint64_t dropped() const;

 private:
  void look();
  void collect();
  void begin_batch();
  void end_pause();
  void send();
  void take(const relay::delivery_result& answer);
  void drop(std::span<const tracing::span_record> records);
  void drop_all();
  void report(const relay::delivery_result& answer);
  void end_if_over();

  relay::control_loop& loop_;
  relay::delivery_client& over_;
  const rings rings_;
  const std::unique_ptr<relay::timer> rounds_, pause_, end_;
  std::optional<export_target> target_;
  std::deque<tracing::span_record> waiting_;
  std::vector<tracing::span_record> batch_;  // empty: none is on its way
  std::string body_;                         // of the batch
  unsigned attempts_ = 0;                    // of the batch
  enum class state : std::uint8_t { idle, sending, pausing } state_ = state::idle;
  bool fails_ = false;  // the operator was told
  std::uint64_t exported_ = 0, dropped_ = 0;
  std::function<void()> then_;  // of finish()
};

}  // namespace ramal::collector
