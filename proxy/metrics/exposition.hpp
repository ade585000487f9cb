// All metrics of the gateway as text: the workers' counters added up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "proxy/metrics/histogram.hpp"
#include "proxy/metrics/key_slots.hpp"
#include "proxy/metrics/text_writer.hpp"
#include "proxy/metrics/worker_counts.hpp"

namespace ramal::metrics {

// What is true of the process.
struct process_facts {
  std::string_view version, commit;
  double started = 0;  // Unix time in seconds
  std::uint64_t resident_bytes = 0;
  std::uint64_t open_descriptors = 0;
  bool reload_succeeded = true;
  double reloaded = 0;  // Unix time in seconds
  double cpu_seconds = 0;
  std::uint64_t virtual_bytes = 0;
  std::uint64_t most_descriptors = 0;
  std::uint64_t lost_lines = 0;  // of both logs
};

struct certificate_fact {
  std::string name;    // where it stands in the configuration
  double expires = 0;  // Unix time in seconds
};

// One series without labels of the family that was begun.
void write_histogram(const histogram_values& read, text_writer& out);

void write_process(const process_facts& facts, text_writer& out);
// Spans for a collector.
struct span_counts {
  std::uint64_t exported = 0, dropped = 0;
};
void write_spans(const span_counts& read, text_writer& out);
void write_certificates(std::span<const certificate_fact> all, text_writer& out);
// `workers`: none is null.
void write_requests(std::span<const worker_counts* const> workers, text_writer& out);
// `names`: of the slots that the workers count by.
void write_keys(std::span<const worker_counts* const> workers, const key_slots& names, text_writer& out);

}  // namespace ramal::metrics
