// What workers and the relay count, as JSON for the console (console.md section 1): the same cells as the metrics.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/model.hpp"
#include "proxy/admin/webhook_metrics.hpp"
#include "proxy/metrics/key_slots.hpp"
#include "proxy/metrics/worker_counts.hpp"

namespace ramal::admin {

using workers_counts = std::span<const metrics::worker_counts* const>;

// Names, how often each was used, and when last. A key that is counted with others (metrics.keys) has no figures.
std::string keys_as_json(const config::gateway& settings, workers_counts workers, const metrics::key_slots& names);
std::string engine_as_json(workers_counts workers);
// Since the program began. Rates are made of two of them.
std::string stats_as_json(workers_counts workers, std::chrono::system_clock::time_point started,
                          std::chrono::system_clock::time_point now);
// `events`: null without webhooks. Of each destination of the configuration: what waits, and whether it is paused.
std::string webhooks_as_json(const config::gateway& settings, const relay::relay_counters* events,
                             const outbox_look& outbox);

}  // namespace ramal::admin
