#include "proxy/metrics/exposition.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace ramal::metrics {
namespace {

using workers = std::span<const worker_counts* const>;

constexpr double microseconds_a_second = 1e6;

constexpr std::array<double, duration_classes.size()> ends = [] {
  std::array<double, duration_classes.size()> made{};
  for (std::size_t i = 0; i < made.size(); ++i)
    made[i] = static_cast<double>(duration_classes[i]) / microseconds_a_second;
  return made;
}();

classes classes_of(const histogram_values& read) {
  return {ends, read.counts, static_cast<double>(read.sum_microseconds) / microseconds_a_second};
}

std::string_view operation_name(std::size_t op) { return routes::native(static_cast<routes::operation>(op)).name; }

template <class Read>
std::uint64_t sum_of(workers all, Read read) {
  std::uint64_t sum = 0;
  for (const worker_counts* const one : all) sum += read(*one).value();
  return sum;
}

// One table of all workers, by row and column, and what did not fit into theirs.
template <class Table>
void write_series(workers all, Table worker_counts::*which, text_writer& out, auto labels_of) {
  std::map<std::pair<std::size_t, std::size_t>, histogram_values> sums;
  histogram_values rest;
  for (const worker_counts* const one : all) {
    (one->*which).each([&](std::size_t row, std::size_t column, const histogram_values& read) {
      sums[{row, column}].add(read);
    });
    rest.add((one->*which).rest());
  }
  for (const auto& [place, read] : sums) {
    const auto made = labels_of(place.first, place.second);
    out.write(labels(made), classes_of(read));
  }
  if (rest.total() == 0) return;
  const auto made = labels_of(Table::rows, Table::columns);
  out.write(labels(made), classes_of(rest));
}

std::array<label, 3> server_labels(std::size_t route, std::size_t status) {
  const route_labels of = labels_of_route(route);
  return {{{"http_route", of.route},
           {"http_request_method", of.method},
           {"http_response_status_code", status < status_count ? status_name(status) : "_other"}}};
}

std::array<label, 3> client_labels(std::size_t method, std::size_t column) {
  const bool has_status = column < status_count;
  const bool has_error = !has_status && column < status_count + engine_error_count;
  const std::string_view error = has_error ? engine_error_names[column - status_count] : "_other";
  return {{{"http_request_method", method < engine_methods ? engine_method_names[method] : "_OTHER"},
           {"http_response_status_code", has_status ? status_name(column) : ""},
           {"error_type", has_status ? "" : error}}};
}

void write_calls(const std::array<std::array<std::uint64_t, outcome_count>, operation_count>& sums,
                 std::string_view key, text_writer& out) {
  for (std::size_t op = 0; op < operation_count; ++op)
    for (std::size_t how = 0; how < outcome_count; ++how)
      if (sums[op][how] != 0)
        out.write({{"key", key}, {"operation", operation_name(op)}, {"outcome", outcome_names[how]}}, sums[op][how]);
}

void add(const call_cells& from, std::array<std::array<std::uint64_t, outcome_count>, operation_count>& to) {
  for (std::size_t op = 0; op < operation_count; ++op)
    for (std::size_t how = 0; how < outcome_count; ++how) to[op][how] += from[op][how].value();
}

void write_one(family what, std::uint64_t value, text_writer& out) {
  out.begin(what);
  out.write({}, value);
}

// One line for each name of a label.
template <std::size_t Count>
void write_each(family what, std::string_view label_name, const std::array<std::string_view, Count>& names, workers all,
                std::array<cell, Count> worker_counts::*which, text_writer& out) {
  out.begin(what);
  for (std::size_t i = 0; i < Count; ++i) {
    std::uint64_t sum = 0;
    for (const worker_counts* const one : all) sum += (one->*which)[i].value();
    out.write({{label_name, names[i]}}, sum);
  }
}

template <class Read>
void write_sum(family what, workers all, Read read, text_writer& out) {
  write_one(what, sum_of(all, read), out);
}

void write_clients(workers all, text_writer& out) {
  const auto active = [](const worker_counts& one) -> const cell& { return one.now.in_flight; };
  const auto open = [](const worker_counts& one) -> const cell& { return one.now.connections; };
  write_sum(family::active_requests, all, active, out);
  write_sum(family::connections, all, open, out);
  write_each(family::connections_refused, "reason", refused_for_names, all, &worker_counts::refused, out);
  write_each(family::tls_handshakes, "result", handshake_end_names, all, &worker_counts::handshakes, out);
}

// Each request that asked the engine ended with one attempt, and each retry stands behind one that failed.
void write_attempts(workers all, text_writer& out) {
  std::uint64_t answered = 0, failed = 0;
  for (const worker_counts* const one : all) {
    one->asked.each([&](std::size_t, std::size_t column, const histogram_values& read) {
      (column < status_count ? answered : failed) += read.total();
    });
    answered += one->asked.rest().total();
    for (const cell& retry : one->retries) failed += retry.value();
  }
  out.begin(family::engine_attempts);
  out.write({{"result", "answered"}}, answered);
  out.write({{"result", "failed"}}, failed);
  write_each(family::engine_retries, "reason", retry_reason_names, all, &worker_counts::retries, out);
}

void write_engine(workers all, text_writer& out) {
  out.begin(family::engine_duration);
  write_series(all, &worker_counts::asked, out, client_labels);
  write_attempts(all, out);
  const std::uint64_t open = sum_of(all, [](const worker_counts& one) -> const cell& { return one.now.engine_open; });
  const std::uint64_t idle = sum_of(all, [](const worker_counts& one) -> const cell& { return one.now.engine_idle; });
  out.begin(family::engine_connections);
  out.write({{"state", "busy"}}, open - std::min(idle, open));
  out.write({{"state", "idle"}}, idle);
  const auto breaker = [](const worker_counts& one) -> const cell& { return one.now.breaker_open; };
  write_sum(family::breaker_open, all, breaker, out);
}

void write_queue(workers all, text_writer& out) {
  histogram_values queued;
  for (const worker_counts* const one : all) queued.add(one->queued.values());
  out.begin(family::queue_duration);
  write_histogram(queued, out);
  const auto waiting = [](const worker_counts& one) -> const cell& { return one.now.waiting; };
  write_sum(family::queue_length, all, waiting, out);
}

}  // namespace

void write_histogram(const histogram_values& read, text_writer& out) { out.write({}, classes_of(read)); }

void write_process(const process_facts& facts, text_writer& out) {
  out.begin(family::build_info);
  out.write({{"version", facts.version}, {"commit", facts.commit}}, std::uint64_t{1});
  out.begin(family::start_time);
  out.write({}, facts.started);
  out.begin(family::cpu_time);
  out.write({}, facts.cpu_seconds);
  write_one(family::resident_memory, facts.resident_bytes, out);
  write_one(family::virtual_memory, facts.virtual_bytes, out);
  write_one(family::open_descriptors, facts.open_descriptors, out);
  write_one(family::most_descriptors, facts.most_descriptors, out);
  write_one(family::log_lines_lost, facts.lost_lines, out);
  write_one(family::reload_success, facts.reload_succeeded ? 1 : 0, out);
  out.begin(family::reload_time);
  out.write({}, facts.reloaded);
}

void write_spans(const span_counts& read, text_writer& out) {
  out.begin(family::trace_spans);
  out.write({{"result", "exported"}}, read.exported);
  out.write({{"result", "dropped"}}, read.dropped);
}

void write_certificates(std::span<const certificate_fact> all, text_writer& out) {
  out.begin(family::certificate_expiry);
  for (const certificate_fact& one : all) out.write({{"name", one.name}}, one.expires);
}

void write_requests(workers all, text_writer& out) {
  out.begin(family::request_duration);
  write_series(all, &worker_counts::served, out, server_labels);
  write_clients(all, out);
  write_engine(all, out);
  write_queue(all, out);
  std::array<std::array<std::uint64_t, outcome_count>, operation_count> sums{};
  for (const worker_counts* const one : all) add(one->calls, sums);
  out.begin(family::calls);
  write_calls(sums, {}, out);
  const auto unknown = [](const worker_counts& one) -> const cell& { return one.unknown_calls; };
  write_sum(family::calls_unknown, all, unknown, out);
  const auto unauthorized = [](const worker_counts& one) -> const cell& { return one.unauthorized; };
  write_sum(family::unauthorized, all, unauthorized, out);
  write_each(family::rate_limited, "scope", limit_scope_names, all, &worker_counts::limited, out);
}

void write_keys(workers all, const key_slots& names, text_writer& out) {
  out.begin(family::key_requests);
  for (std::size_t slot = 0; slot < names.size(); ++slot) {
    std::array<std::array<std::uint64_t, outcome_count>, operation_count> sums{};
    for (const worker_counts* const one : all)
      if (const call_cells* const of = one->of_key(slot); of != nullptr) add(*of, sums);
    write_calls(sums, names.name(static_cast<key_slot>(slot)), out);
  }
}

}  // namespace ramal::metrics
