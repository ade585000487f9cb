#include "proxy/admin/figures.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <utility>

#include "proxy/inspector/write_exchange.hpp"
#include "proxy/metrics/route_index.hpp"
#include "proxy/metrics/status_class.hpp"
#include "proxy/relay/destinations.hpp"

namespace ramal::admin {
namespace {

namespace json = boost::json;

json::string json_text(std::string_view plain) { return json::string(plain.data(), plain.size()); }

std::string line_of(const json::object& from) { return json::serialize(from) + "\n"; }

template <class Read>
std::uint64_t all_of(workers_counts workers, Read read) {
  std::uint64_t sum = 0;
  for (const metrics::worker_counts* const one : workers) sum += read(*one).value();
  return sum;
}

template <std::size_t Count>
json::object each_of(workers_counts workers, const std::array<std::string_view, Count>& names,
                     std::array<metrics::cell, Count> metrics::worker_counts::*which) {
  json::object made;
  for (std::size_t i = 0; i < Count; ++i)
    made[json::string_view(names[i].data(), names[i].size())] = all_of(
        workers, [&](const metrics::worker_counts& one) -> const metrics::cell& { return (one.*which)[i]; });
  return made;
}

// What one key, or what all of them, asked for and what became of it.
json::object calls_as_json(const std::vector<const metrics::call_cells*>& from) {
  json::object operations, outcomes;
  std::uint64_t all = 0;
  for (std::size_t op = 0; op < metrics::operation_count; ++op)
    for (std::size_t how = 0; how < metrics::outcome_count; ++how) {
      std::uint64_t sum = 0;
      for (const metrics::call_cells* const one : from) sum += (*one)[op][how].value();
      if (sum == 0) continue;
      const std::string operation(routes::native(static_cast<routes::operation>(op)).name);
      const std::string outcome(metrics::outcome_names[how]);
      const auto add = [sum](json::object& to, const std::string& name) {
        const auto* before = to.if_contains(name);
        to[name] = sum + (before == nullptr ? 0 : before->to_number<std::uint64_t>());
      };
      add(operations, operation);
      add(outcomes, outcome);
      all += sum;
    }
  return {{"calls", all}, {"operations", std::move(operations)}, {"outcomes", std::move(outcomes)}};
}

std::vector<const metrics::call_cells*> cells_of(workers_counts workers, std::size_t slot) {
  std::vector<const metrics::call_cells*> made;
  for (const metrics::worker_counts* const one : workers)
    if (const metrics::call_cells* const cells = one->of_key(slot); cells != nullptr) made.push_back(cells);
  return made;
}

// None: the name is counted with others, or not yet.
std::optional<std::size_t> slot_of_name(const metrics::key_slots& names, std::string_view name) {
  for (std::size_t slot = metrics::native_keys + 1U; slot < names.size(); ++slot)
    if (names.name(static_cast<metrics::key_slot>(slot)) == name) return slot;
  return std::nullopt;
}

json::array counts_of(const metrics::histogram_values& read) {
  json::array made;
  for (const std::uint64_t one : read.counts) made.emplace_back(one);
  return made;
}

json::value time_or_null(std::optional<std::chrono::system_clock::time_point> at) {
  if (!at) return nullptr;
  return json_text(inspector::time_text(*at));
}

// Of all workers.
std::optional<std::chrono::system_clock::time_point> last_use_of(workers_counts workers, std::size_t slot) {
  std::optional<std::chrono::system_clock::time_point> last;
  for (const metrics::worker_counts* const one : workers) last = std::max(last, one->last_use_of_key(slot));
  return last;
}

json::object destination_as_json(const std::string& key, const std::string& name, const store::totals& waiting) {
  json::object made{{"key", json_text(key)}, {"destination", nullptr}, {"pending", 0},
                    {"paused", nullptr},     {"reason", nullptr},      {"failing_since", nullptr}};
  if (!name.empty()) made["destination"] = json_text(name);
  const auto known = std::ranges::find(waiting.destinations, relay::destination_id(key, name),
                                       &store::destination_summary::destination);
  if (known == waiting.destinations.end()) return made;
  const auto time_of = [](const std::optional<store::instant>& at) {
    return time_or_null(at ? std::optional<std::chrono::system_clock::time_point>(*at) : std::nullopt);
  };
  made["pending"] = known->pending;
  made["paused"] = time_of(known->paused);
  if (known->paused) made["reason"] = json_text(known->reason);
  made["failing_since"] = time_of(known->failing_since);
  return made;
}

json::array destinations_of(const config::gateway& settings, const store::totals& waiting) {
  json::array made;
  for (const config::key& key : settings.keys) {
    if (!key.webhook) continue;
    made.push_back(destination_as_json(key.name, "", waiting));
    for (const auto& more : key.webhook->more) made.push_back(destination_as_json(key.name, more.name, waiting));
  }
  return made;
}

}  // namespace

std::string keys_as_json(const config::gateway& settings, workers_counts workers, const metrics::key_slots& names) {
  json::array keys;
  for (const config::key& one : settings.keys) {
    json::object made{{"name", json_text(one.name)}, {"webhook", one.webhook.has_value()}};
    const auto slot = slot_of_name(names, one.name);
    for (auto& member : calls_as_json(slot ? cells_of(workers, *slot) : std::vector<const metrics::call_cells*>()))
      made[member.key()] = member.value();
    made["last_used"] = time_or_null(slot ? last_use_of(workers, *slot) : std::nullopt);
    keys.push_back(std::move(made));
  }
  return line_of(json::object{{"keys", std::move(keys)}});
}

std::string engine_as_json(workers_counts workers) {
  using counts = metrics::worker_counts;
  const std::uint64_t open = all_of(workers,
                                    [](const counts& one) -> const metrics::cell& { return one.now.engine_open; });
  const std::uint64_t idle = all_of(workers,
                                    [](const counts& one) -> const metrics::cell& { return one.now.engine_idle; });
  std::uint64_t answered = 0, failed = 0;
  metrics::histogram_values times;
  for (const counts* const one : workers) {
    one->asked.each([&](std::size_t, std::size_t column, const metrics::histogram_values& read) {
      (column < metrics::status_count ? answered : failed) += read.total();
      times.add(read);
    });
    answered += one->asked.rest().total();
    for (const metrics::cell& retry : one->retries) failed += retry.value();
  }
  return line_of(json::object{
      {"connections", {{"busy", open - std::min(open, idle)}, {"idle", idle}}},
      {"workers", workers.size()},
      {"breakers_open",
       all_of(workers, [](const counts& one) -> const metrics::cell& { return one.now.breaker_open; })},
      {"waiting", all_of(workers, [](const counts& one) -> const metrics::cell& { return one.now.waiting; })},
      {"attempts", {{"answered", answered}, {"failed", failed}}},
      {"retries", each_of(workers, metrics::retry_reason_names, &counts::retries)},
      {"counts", counts_of(times)},
      {"sum_ms", static_cast<double>(times.sum_microseconds) / 1e3}});
}

std::string stats_as_json(workers_counts workers, std::chrono::system_clock::time_point started,
                          std::chrono::system_clock::time_point now) {
  using counts = metrics::worker_counts;
  std::map<std::pair<std::size_t, std::size_t>, metrics::histogram_values> sums;
  std::vector<const metrics::call_cells*> calls;
  for (const counts* const one : workers) {
    one->served.each([&](std::size_t row, std::size_t column, const metrics::histogram_values& read) {
      sums[{row, column}].add(read);
    });
    calls.push_back(&one->calls);
  }
  json::array requests, ends;
  for (const auto& [place, read] : sums) {
    const metrics::route_labels of = metrics::labels_of_route(place.first);
    requests.push_back(json::object{{"route", json_text(of.route)},
                                    {"method", json_text(of.method)},
                                    {"status", json_text(metrics::status_name(place.second))},
                                    {"count", read.total()},
                                    {"sum_ms", static_cast<double>(read.sum_microseconds) / 1e3},
                                    {"counts", counts_of(read)}});
  }
  for (const std::int64_t end : metrics::duration_classes) ends.emplace_back(static_cast<double>(end) / 1e3);
  json::object made{
      {"time", json_text(inspector::time_text(now))},
      {"started", json_text(inspector::time_text(started))},
      {"class_ends_ms", std::move(ends)},
      {"requests", std::move(requests)},
      {"active", all_of(workers, [](const counts& one) -> const metrics::cell& { return one.now.in_flight; })},
      {"connections", all_of(workers, [](const counts& one) -> const metrics::cell& { return one.now.connections; })},
      {"unauthorized", all_of(workers, [](const counts& one) -> const metrics::cell& { return one.unauthorized; })},
      {"unknown_calls", all_of(workers, [](const counts& one) -> const metrics::cell& { return one.unknown_calls; })},
      {"rate_limited", each_of(workers, metrics::limit_scope_names, &counts::limited)},
      {"refused", each_of(workers, metrics::refused_for_names, &counts::refused)}};
  for (auto& member : calls_as_json(calls)) made[member.key()] = member.value();
  return line_of(made);
}

std::string webhooks_as_json(const config::gateway& settings, const relay::relay_counters* events,
                             const outbox_look& outbox) {
  json::object made{{"on", events != nullptr}, {"can_commit", outbox.can_commit}};
  if (events == nullptr) return line_of(made);
  json::array keys;
  for (const store::key_summary& one : outbox.waiting.keys) {
    std::optional<std::chrono::system_clock::time_point> oldest;
    if (one.oldest) oldest = *one.oldest;
    keys.push_back(json::object{
        {"key", json_text(one.key)}, {"pending", one.pending}, {"dead", one.dead}, {"oldest", time_or_null(oldest)}});
  }
  std::uint64_t received = 0, delivered = 0, attempts = 0;
  for (const auto& [key, of] : events->keys()) {
    for (const auto& row : of->received)
      for (const auto& one : row) received += one;
    for (const auto& row : of->delivered)
      for (const auto& one : row) delivered += one;
    for (const auto& one : of->attempts) attempts += one;
  }
  const std::pair<const char*, std::uint64_t> totals[] = {
      {"received", received},
      {"delivered", delivered},
      {"attempts", attempts},
      {"dead", events->dead},
      {"expired", events->expired},
      {"pending", static_cast<std::uint64_t>(outbox.waiting.pending)},
      {"store_bytes", static_cast<std::uint64_t>(outbox.waiting.bytes)}};
  for (const auto& [name, count] : totals) made[name] = count;
  made["paused"] = std::ranges::count_if(outbox.waiting.destinations, [](const auto& one) { return !!one.paused; });
  made["keys"] = std::move(keys);
  made["destinations"] = destinations_of(settings, outbox.waiting);
  return line_of(made);
}

}  // namespace ramal::admin
