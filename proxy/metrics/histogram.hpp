// Durations in classes.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "proxy/metrics/cell.hpp"

namespace ramal::metrics {

using microseconds = std::chrono::microseconds;

// Upper ends of the classes in microseconds, of OpenTelemetry's HTTP conventions; one more class has what is above.
inline constexpr std::array<std::int64_t, 14> duration_classes{5'000,     10'000,    25'000,    50'000,    75'000,
                                                               100'000,   250'000,   500'000,   750'000,   1'000'000,
                                                               2'500'000, 5'000'000, 7'500'000, 10'000'000};
inline constexpr std::size_t class_count = duration_classes.size() + 1;

// As it is read: how many fell into each class, and the sum of all.
struct histogram_values {
  std::array<std::uint64_t, class_count> counts{};
  std::uint64_t sum_microseconds = 0;

  std::uint64_t total() const {
    std::uint64_t all = 0;
    for (const std::uint64_t one : counts) all += one;
    return all;
  }
  void add(const histogram_values& other) {
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += other.counts[i];
    sum_microseconds += other.sum_microseconds;
  }
};

// One thread observes, others read.
class histogram {
 public:
  // A negative duration (a clock that was read in another order) counts as none.
  void observe(microseconds took) {
    const std::int64_t time = std::max<std::int64_t>(took.count(), 0);
    std::size_t place = 0;  // most requests are quick
    while (place < duration_classes.size() && time > duration_classes[place]) ++place;
    counts_[place].add();
    sum_.add(static_cast<std::uint64_t>(time));
  }

  // A reader may see the count of an observation before its sum.
  histogram_values values() const {
    histogram_values read;
    for (std::size_t i = 0; i < counts_.size(); ++i) read.counts[i] = counts_[i].value();
    read.sum_microseconds = sum_.value();
    return read;
  }

 private:
  std::array<cell, class_count> counts_;
  cell sum_;
};

}  // namespace ramal::metrics
