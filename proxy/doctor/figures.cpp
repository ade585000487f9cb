#include "proxy/doctor/figures.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <map>

namespace ramal::doctor {
namespace {

constexpr std::size_t most_rows = 10;

using choice = std::function<bool(const sample&)>;

double sum_of(const std::vector<sample>& all, std::string_view name, const choice& wanted = {}) {
  double sum = 0;
  for (const sample& one : all)
    if (one.name == name && (!wanted || wanted(one))) sum += one.value;
  return sum;
}

// A counter that became smaller belongs to a program that was started again.
double grown(double before, double now) { return now < before ? now : now - before; }

// How many were at most so slow, by the upper bound of the bucket.
using buckets = std::map<double, double>;

buckets buckets_of(const std::vector<sample>& all, std::string_view name) {
  buckets made;
  for (const sample& one : all) {
    if (one.name != name) continue;
    const std::string end = label_of(one, "le");
    made[end == "+Inf" ? std::numeric_limits<double>::infinity() : std::strtod(end.c_str(), nullptr)] += one.value;
  }
  return made;
}

// As Prometheus' histogram_quantile: even within a bucket, the last bound where it is beyond that.
double quantile(const buckets& before, const buckets& now, double share) {
  const auto count_at = [&](double end) {
    const auto old = before.find(end);
    return grown(old == before.end() ? 0 : old->second, now.at(end));
  };
  if (now.empty()) return 0;
  const double all = count_at(now.rbegin()->first);
  double lower = 0, below = 0;
  for (const auto& [end, ignored] : now) {
    const double upto = count_at(end);
    if (all > 0 && upto >= share * all)
      return std::isinf(end) || upto <= below ? lower : lower + (end - lower) * (share * all - below) / (upto - below);
    if (!std::isinf(end)) lower = end;
    below = upto;
  }
  return 0;
}

// The growth of a counter by what `name_of` makes of its labels; the largest first.
std::vector<std::pair<std::string, double>> largest(const std::vector<sample>& before, const std::vector<sample>& now,
                                                    std::string_view name, double seconds,
                                                    const std::function<std::string(const sample&)>& name_of) {
  std::map<std::string, std::pair<double, double>> sums;
  for (const sample& one : before)
    if (one.name == name) sums[name_of(one)].first += one.value;
  for (const sample& one : now)
    if (one.name == name) sums[name_of(one)].second += one.value;
  std::vector<std::pair<std::string, double>> rows;
  for (const auto& [row, values] : sums)
    if (const double more = grown(values.first, values.second); !row.empty() && more > 0)
      rows.emplace_back(row, more / seconds);
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  rows.resize(std::min(rows.size(), most_rows));
  return rows;
}

std::string failure_name(const sample& one) {
  const std::string outcome = label_of(one, "outcome");
  return outcome == "ok" ? "" : label_of(one, "operation") + " " + outcome;
}

template <class... Values>
std::string line_of(const char* form, Values... values) {
  std::array<char, 160> text{};
  std::snprintf(text.data(), text.size(), form, values...);
  return text.data();
}

std::string rows_of(const char* title, const std::vector<std::pair<std::string, double>>& rows) {
  if (rows.empty()) return {};
  std::string text = std::string("\n") + title + "\n";
  for (const auto& [name, rate] : rows) text += line_of("  %-40.40s %10.2f/s\n", name.c_str(), rate);
  return text;
}

}  // namespace

std::vector<sample> read_samples(std::string_view text) {
  std::vector<sample> all;
  while (!text.empty() && all.size() < most_samples) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto blank = line.rfind(' ');
    if (line.empty() || line.front() == '#' || blank == line.npos) continue;
    sample one;
    const std::string_view number = line.substr(blank + 1);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), one.value);
    if (error != std::errc{} || end != number.data() + number.size() || !std::isfinite(one.value)) continue;
    const std::string_view front = line.substr(0, blank);
    const auto brace = front.find('{');
    one.name = front.substr(0, brace);
    if (brace != front.npos && front.ends_with('}')) one.labels = front.substr(brace + 1, front.size() - brace - 2);
    all.push_back(std::move(one));
  }
  return all;
}

std::string label_of(const sample& one, std::string_view name) {
  const std::string mark = std::string(name) + "=\"";
  for (auto at = one.labels.find(mark); at != std::string::npos; at = one.labels.find(mark, at + 1)) {
    if (at != 0 && one.labels[at - 1] != ',') continue;
    const auto begin = at + mark.size();
    std::string value = one.labels.substr(begin, one.labels.find('"', begin) - begin);
    std::replace_if(
        value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }, '.');
    return value;
  }
  return {};
}

double uptime_of(const std::vector<sample>& samples, double now) {
  const double began = sum_of(samples, "process_start_time_seconds");
  return began > 0 && now > began + 1 ? now - began : 1;
}

figures figures_between(const std::vector<sample>& before, const std::vector<sample>& now, double seconds) {
  figures made;
  made.seconds = seconds = std::max(seconds, 0.001);
  const auto rate = [&](std::string_view name, const choice& wanted = {}) {
    return grown(sum_of(before, name, wanted), sum_of(now, name, wanted)) / seconds;
  };
  const auto status_begins = [](char digit) {
    return [digit](const sample& one) { return label_of(one, "http_response_status_code").starts_with(digit); };
  };
  const auto state_is = [](const char* state) {
    return [state](const sample& one) { return label_of(one, "state") == state; };
  };
  const char* const served = "http_server_request_duration_seconds_count";
  made.requests = rate(served);
  made.failures_4xx = rate(served, status_begins('4'));
  made.failures_5xx = rate(served, status_begins('5'));
  const auto client_before = buckets_of(before, "http_server_request_duration_seconds_bucket");
  const auto client_now = buckets_of(now, "http_server_request_duration_seconds_bucket");
  made.client_p50 = quantile(client_before, client_now, 0.5);
  made.client_p99 = quantile(client_before, client_now, 0.99);
  const auto engine_before = buckets_of(before, "http_client_request_duration_seconds_bucket");
  const auto engine_now = buckets_of(now, "http_client_request_duration_seconds_bucket");
  made.engine_p50 = quantile(engine_before, engine_now, 0.5);
  made.engine_p99 = quantile(engine_before, engine_now, 0.99);
  made.in_flight = sum_of(now, "http_server_active_requests");
  made.queued = sum_of(now, "ramal_queue_requests");
  made.connections = sum_of(now, "ramal_connections");
  made.engine_busy = sum_of(now, "ramal_engine_connections", state_is("busy"));
  made.engine_idle = sum_of(now, "ramal_engine_connections", state_is("idle"));
  made.breakers_open = sum_of(now, "ramal_engine_breaker_open");
  made.unknown_calls = sum_of(now, "ramal_calls_unknown_total");
  made.unauthorized = rate("ramal_unauthorized_total");
  made.rate_limited = rate("ramal_rate_limited_total");
  made.keys = largest(before, now, "ramal_key_requests_total", seconds,
                      [](const sample& one) { return label_of(one, "key"); });
  made.failures = largest(before, now, "ramal_calls_total", seconds, failure_name);
  return made;
}

std::string to_text(const figures& what, std::string_view title) {
  std::string text = std::string(title) + line_of("   the last %.0f s\n\n", what.seconds);
  text += line_of("requests   %10.1f/s   4xx %8.1f/s   5xx %8.1f/s\n", what.requests, what.failures_4xx,
                  what.failures_5xx);
  text += line_of("clients    p50 %7.1f ms   p99 %7.1f ms   connections %.0f\n", what.client_p50 * 1e3,
                  what.client_p99 * 1e3, what.connections);
  text += line_of("engine     p50 %7.1f ms   p99 %7.1f ms   connections %.0f busy, %.0f idle\n", what.engine_p50 * 1e3,
                  what.engine_p99 * 1e3, what.engine_busy, what.engine_idle);
  text += line_of("in flight  %10.0f     waiting %.0f     breaker %s\n", what.in_flight, what.queued,
                  what.breakers_open > 0 ? "OPEN" : "closed");
  text += line_of("refused    401 %7.1f/s     429 %7.1f/s     calls unknown since the start %.0f\n", what.unauthorized,
                  what.rate_limited, what.unknown_calls);
  return text + rows_of("busiest keys", what.keys) + rows_of("failures", what.failures);
}

}  // namespace ramal::doctor
