#include "proxy/metrics/families.hpp"

#include <cstddef>
#include <iterator>

namespace ramal::metrics {
namespace {

using f = family;

constexpr family_row rows[] = {
    {f::build_info, kind::info, "ramal_build", "The version that runs."},
    {f::start_time, kind::gauge, "process_start_time_seconds", "When the program was started, in Unix time."},
    {f::cpu_time, kind::counter, "process_cpu_seconds", "Time of processors that the program has used."},
    {f::resident_memory, kind::gauge, "process_resident_memory_bytes", "Memory of the program."},
    {f::virtual_memory, kind::gauge, "process_virtual_memory_bytes", "Address space of the program."},
    {f::open_descriptors, kind::gauge, "process_open_fds", "Descriptors that the program has open."},
    {f::most_descriptors, kind::gauge, "process_max_fds", "Descriptors that the program may have open."},
    {f::log_lines_lost, kind::counter, "ramal_log_lines_lost", "Lines of both logs that could not be written."},
    {f::reload_success, kind::gauge, "ramal_config_last_reload_success", "Whether the last reload was put in force."},
    {f::reload_time, kind::gauge, "ramal_config_last_reload_timestamp_seconds",
     "When the configuration in force was loaded, in Unix time."},
    {f::certificate_expiry, kind::gauge, "ramal_certificate_expiry_timestamp_seconds",
     "When the certificate, or one that it needs, is valid no more, in Unix time."},
    {f::request_duration, kind::histogram, "http_server_request_duration_seconds",
     "From the first byte of a request to the last one of its answer."},
    {f::active_requests, kind::gauge, "http_server_active_requests", "Requests that the engine works on."},
    {f::connections, kind::gauge, "ramal_connections", "Connections of clients."},
    {f::connections_refused, kind::counter, "ramal_connections_refused",
     "Connections that were closed before a request of them was read, by the reason."},
    {f::tls_handshakes, kind::counter, "ramal_tls_handshakes", "Handshakes of clients, by how they ended."},
    {f::engine_duration, kind::histogram, "http_client_request_duration_seconds",
     "From a request to the engine to its whole answer, retries included."},
    {f::engine_attempts, kind::counter, "ramal_engine_attempts", "Attempts to ask the engine, retries included."},
    {f::engine_retries, kind::counter, "ramal_engine_retries", "Requests that were sent to the engine once more."},
    {f::engine_connections, kind::gauge, "ramal_engine_connections", "Connections to the engine."},
    {f::breaker_open, kind::gauge, "ramal_engine_breaker_open",
     "Workers whose breaker is open: their requests are refused at once."},
    {f::queue_duration, kind::histogram, "ramal_queue_seconds",
     "How long requests waited for the engine to be free for them."},
    {f::queue_length, kind::gauge, "ramal_queue_requests", "Requests that wait for the engine to be free for them."},
    {f::calls, kind::counter, "ramal_calls", "Requests for the engine, by operation and by what became of them."},
    {f::calls_unknown, kind::counter, "ramal_calls_unknown",
     "Starts that failed although the engine may have them: a phone may ring, and nobody knows its call."},
    {f::key_requests, kind::counter, "ramal_key_requests", "The same as ramal_calls, by key."},
    {f::unauthorized, kind::counter, "ramal_unauthorized", "Requests that were answered 401."},
    {f::rate_limited, kind::counter, "ramal_rate_limited", "Requests that were refused for a while, by the limit."},
    {f::trace_spans, kind::counter, "ramal_trace_spans", "Spans for the collector, by what became of them."},
    {f::webhook_received, kind::counter, "ramal_webhook_received", "Events of the engine, by how they were answered."},
    {f::webhook_delivered, kind::counter, "ramal_webhook_delivered", "Events that a bot has taken."},
    {f::webhook_attempts, kind::counter, "ramal_webhook_attempts", "Attempts to deliver an event, by the answer."},
    {f::webhook_expired, kind::counter, "ramal_webhook_expired", "Offers that were too old to be delivered."},
    {f::webhook_dead, kind::counter, "ramal_webhook_dead", "Events that were given up."},
    {f::webhook_duplicates, kind::counter, "ramal_webhook_duplicates", "Events that the engine sent again."},
    {f::webhook_pending, kind::gauge, "ramal_webhook_pending", "Events that wait for a bot, by key."},
    {f::webhook_oldest, kind::gauge, "ramal_webhook_oldest_seconds",
     "For how long the oldest event has waited, by key; 0 where none waits."},
    {f::webhook_dead_letters, kind::gauge, "ramal_webhook_dead_letters", "Events that were given up and are kept."},
    {f::webhook_paused, kind::gauge, "ramal_webhook_paused", "Destinations of the key that get nothing."},
    {f::webhook_store_bytes, kind::gauge, "ramal_webhook_store_bytes", "What the outbox takes of its file."},
    {f::webhook_delay, kind::histogram, "ramal_webhook_delay_seconds",
     "From the time that the engine says of an event to the bot taking it."},
    {f::webhook_commit, kind::histogram, "ramal_webhook_commit_seconds",
     "How long a commit of the outbox took, from the begin of its transaction."},
    {f::webhook_can_commit, kind::gauge, "ramal_webhook_can_commit",
     "0 while the outbox cannot take events: the program is not ready."},
    {f::ring_time, kind::histogram, "ramal_ring_seconds",
     "How long calls rang, by the times of the engine and by how the ringing ended."},
    {f::call_duration, kind::histogram, "ramal_call_duration_seconds",
     "From the answer of a call to its end, by the times of the engine."},
    {f::call_times_lost, kind::counter, "ramal_call_times_lost",
     "Calls whose times were given up: too many went on at once, or the end did not come within a day."},
};
static_assert(
    [] {
      for (std::size_t i = 0; i < std::size(rows); ++i)
        if (static_cast<std::size_t>(rows[i].what) != i) return false;
      return std::size(rows) == static_cast<std::size_t>(f::call_times_lost) + 1;
    }(),
    "one row for each family, in its order");

}  // namespace

std::span<const family_row> families() { return rows; }

const family_row& row_of(family what) { return rows[static_cast<std::size_t>(what)]; }

}  // namespace ramal::metrics
