#include "proxy/admin/webhook_metrics.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace ramal::admin {
namespace {

using metrics::family;
using relay::counter;
using relay::key_counters;

constexpr std::array<std::string_view, 4> events{"CallOffer", "CallAccept", "CallTerminate", "_other"};
constexpr std::array<std::string_view, 6> results{"stored", "ignored", "duplicate", "invalid", "full", "failed"};
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

}  // namespace

// The delay's sum is not counted: what lies in each class is taken at its upper end.
void write_webhooks(const relay::relay_counters& counters, bool can_commit, metrics::text_writer& out) {
  const std::map<std::string, const key_counters*> keys = counters.keys();
  write_received(keys, out);
  write_delivered(keys, out);
  write_one(family::webhook_expired, counters.expired, out);
  write_one(family::webhook_dead, counters.dead, out);
  write_one(family::webhook_duplicates, duplicates_in(keys), out);
  std::array<std::uint64_t, ends.size() + 1> counts{};
  double sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    counts[i] = counters.delays[i];
    sum += static_cast<double>(counts[i]) * ends[std::min(i, ends.size() - 1)];
  }
  out.begin(family::webhook_delay);
  out.write({}, metrics::classes{ends, counts, sum});
  write_one(family::webhook_commits, counters.commits, out);
  write_one(family::webhook_can_commit, can_commit ? 1 : 0, out);
}

}  // namespace ramal::admin
