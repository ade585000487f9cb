// What `ramal top` shows, out of two looks at /metrics (console.md section 6). Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ramal::doctor {

// One line of the text format: name, what stands between the braces, and the value.
struct sample {
  std::string name;
  std::string labels;
  double value = 0;
};

// Lines that are none are left out; at most `most_samples` are read.
inline constexpr std::size_t most_samples = 100'000;
std::vector<sample> read_samples(std::string_view text);

// The value of a label; "" if there is no such one.
std::string label_of(const sample& one, std::string_view name);

// Of the time between two looks.
struct figures {
  double seconds = 0;                                       // between them, or since the program began
  double requests = 0, failures_4xx = 0, failures_5xx = 0;  // a second
  double client_p50 = 0, client_p99 = 0;              // seconds, from the first byte to the last one of the answer
  double engine_p50 = 0, engine_p99 = 0;              // the same of the engine alone
  double in_flight = 0, queued = 0, connections = 0;  // now
  double engine_busy = 0, engine_idle = 0, breakers_open = 0;    // now
  double unknown_calls = 0, unauthorized = 0, rate_limited = 0;  // a second, but for unknown_calls: since the start
  std::vector<std::pair<std::string, double>> keys;              // requests a second, the busiest first, ten at most
  std::vector<std::pair<std::string, double>> failures;          // "start not_sent", a second, the most frequent first
};

// `before`: empty for all of the time since the program began.
figures figures_between(const std::vector<sample>& before, const std::vector<sample>& now, double seconds);

// How long the program has run, by its own clock and `now` in Unix time; 1 if it does not say so.
double uptime_of(const std::vector<sample>& samples, double now);

// A screen of it, lines of at most 80 columns.
std::string to_text(const figures& what, std::string_view title);

}  // namespace ramal::doctor
