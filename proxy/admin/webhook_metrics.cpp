#include "proxy/admin/webhook_metrics.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>

#include "proxy/metrics/exposition.hpp"

namespace ramal::admin {
namespace {

using metrics::family;
using relay::key_counters;

constexpr std::array<std::string_view, 4> events{"CallOffer", "CallAccept", "CallTerminate", "_other"};
constexpr std::array<std::string_view, relay::received_count> results{"stored", "ignored", "duplicate", "invalid",
                                                                      "full",   "failed",  "draining"};
constexpr std::array<std::string_view, 2> sources{"engine", "repair"};
constexpr std::array<std::string_view, 5> answers{"2xx", "3xx", "4xx", "5xx", "none"};

constexpr std::array<double, relay::delay_classes.size()> ends = [] {
  std::array<double, relay::delay_classes.size()> made{};
  for (std::size_t i = 0; i < made.size(); ++i) made[i] = relay::delay_classes[i] / 1e3;
  return made;
}();

template <class Keys>
void write_received(const Keys& keys, metrics::text_writer& out) {
  out.begin(family::webhook_received);
  for (const auto& [key, of] : keys)
    for (std::size_t event = 0; event < events.size(); ++event)
      for (std::size_t how = 0; how < results.size(); ++how)
        if (const std::uint64_t count = of->received[event][how]; count != 0)
          out.write({{"key", key}, {"event", events[event]}, {"result", results[how]}}, count);
}

template <class Keys>
void write_delivered(const Keys& keys, metrics::text_writer& out) {
  out.begin(family::webhook_delivered);
  for (const auto& [key, of] : keys)
    for (std::size_t event = 0; event < events.size(); ++event)
      for (std::size_t from = 0; from < sources.size(); ++from)
        if (const std::uint64_t count = of->delivered[event][from]; count != 0)
          out.write({{"key", key}, {"event", events[event]}, {"source", sources[from]}}, count);
  out.begin(family::webhook_attempts);
  for (const auto& [key, of] : keys)
    for (std::size_t answer = 0; answer < answers.size(); ++answer)
      if (const std::uint64_t count = of->attempts[answer]; count != 0)
        out.write({{"key", key}, {"class", answers[answer]}}, count);
}

template <class Keys>
std::uint64_t duplicates_in(const Keys& keys) {
  std::uint64_t count = 0;
  for (const auto& [key, of] : keys)
    for (const auto& event : of->received) count += event[static_cast<std::size_t>(relay::received_as::duplicate)];
  return count;
}

void write_one(family what, std::uint64_t value, metrics::text_writer& out) {
  out.begin(what);
  out.write({}, value);
}

// What waits of one key, all its destinations together.
struct key_backlog {
  std::uint64_t pending = 0, dead = 0, paused = 0;
  std::optional<store::instant> oldest{};
};
using backlog = std::map<std::string, key_backlog>;

std::string key_of(const std::string& destination) { return destination.substr(0, destination.find('\\')); }

// One entry for each key that is counted by name; what belongs to no such key is of the others.
template <class Keys>
backlog backlog_of(const Keys& keys, const store::totals& waiting) {
  backlog made;
  for (const auto& [key, of] : keys) made[key];
  const auto of = [&](const std::string& key) -> key_backlog& {
    return made[keys.contains(key) ? key : relay::relay_counters::other_keys];
  };
  for (const store::key_summary& one : waiting.keys) {
    key_backlog& to = of(one.key);
    to.pending += static_cast<std::uint64_t>(one.pending);
    to.dead += static_cast<std::uint64_t>(one.dead);
    if (one.oldest && (!to.oldest || *one.oldest < *to.oldest)) to.oldest = one.oldest;
  }
  for (const store::destination_summary& one : waiting.destinations)
    if (one.paused) ++of(key_of(one.destination)).paused;
  return made;
}

void write_by_key(family what, const backlog& keys, std::uint64_t key_backlog::*which, metrics::text_writer& out) {
  out.begin(what);
  for (const auto& [key, of] : keys) out.write({{"key", key}}, of.*which);
}

void write_backlog(const backlog& keys, store::instant now, metrics::text_writer& out) {
  write_by_key(family::webhook_pending, keys, &key_backlog::pending, out);
  out.begin(family::webhook_oldest);
  for (const auto& [key, of] : keys) {
    const auto age = of.oldest ? std::max(now - *of.oldest, relay::milliseconds(0)) : relay::milliseconds(0);
    out.write({{"key", key}}, static_cast<double>(age.count()) / 1e3);
  }
  write_by_key(family::webhook_dead_letters, keys, &key_backlog::dead, out);
  write_by_key(family::webhook_paused, keys, &key_backlog::paused, out);
}

void write_delays(const relay::relay_counters& counters, metrics::text_writer& out) {
  std::array<std::uint64_t, ends.size() + 1> counts{};
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] = counters.delays[i];
  out.begin(family::webhook_delay);
  out.write({}, metrics::classes{ends, counts, static_cast<double>(counters.delay_milliseconds) / 1e3});
}

template <std::size_t Classes>
void write_times(std::initializer_list<metrics::label> of, const relay::time_classes<Classes>& seen,
                 const std::array<double, Classes>& upper, metrics::text_writer& out) {
  out.write(of, metrics::classes{upper, seen.counts, static_cast<double>(seen.sum.count()) / 1e3});
}

constexpr auto was_seen = [](const auto& times) {
  return std::ranges::any_of(times.counts, [](std::uint64_t count) { return count != 0; });
};

void write_call_times(const relay::call_times& times, metrics::text_writer& out) {
  out.begin(family::ring_time);
  for (std::size_t way = 0; way < relay::call_ways.size(); ++way) {
    // A series that begins with its first call has no increase() of it.
    if (std::ranges::none_of(times.rings[way], was_seen)) continue;
    for (std::size_t how = 0; how < relay::ring_outcomes.size(); ++how)
      write_times({{"direction", relay::call_ways[way]}, {"outcome", relay::ring_outcomes[how]}}, times.rings[way][how],
                  relay::ring_classes, out);
  }
  out.begin(family::call_duration);
  for (std::size_t way = 0; way < relay::call_ways.size(); ++way)
    if (was_seen(times.durations[way]))
      write_times({{"direction", relay::call_ways[way]}}, times.durations[way], relay::call_classes, out);
  out.begin(family::call_times_lost);
  out.write({{"reason", "full"}}, times.given_up_full);
  out.write({{"reason", "age"}}, times.given_up_old);
}

}  // namespace

void write_webhooks(const relay::relay_counters& counters, const outbox_look& outbox, metrics::text_writer& out) {
  const std::map<std::string, const key_counters*> keys = counters.keys();
  write_received(keys, out);
  write_delivered(keys, out);
  write_one(family::webhook_expired, counters.expired, out);
  write_one(family::webhook_dead, counters.dead, out);
  write_one(family::webhook_duplicates, duplicates_in(keys), out);
  write_backlog(backlog_of(keys, outbox.waiting), outbox.now, out);
  write_one(family::webhook_store_bytes, static_cast<std::uint64_t>(outbox.waiting.bytes), out);
  write_delays(counters, out);
  out.begin(family::webhook_commit);
  metrics::write_histogram(counters.commits.values(), out);
  write_one(family::webhook_can_commit, outbox.can_commit ? 1 : 0, out);
  write_call_times(counters.times, out);
}

}  // namespace ramal::admin
