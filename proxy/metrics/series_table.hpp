// Histograms by row and column of which only those exist that were observed. There is a bound: what comes behind it is
// counted in one series for all the rest, so memory never grows.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "proxy/metrics/histogram.hpp"

namespace ramal::metrics {

// One thread observes, others read.
template <std::size_t Rows, std::size_t Columns, std::size_t Most>
class series_table {
  static_assert(Most < 0xFFFF);

 public:
  static constexpr std::size_t rows = Rows, columns = Columns;

  // A row or column that the table does not have belongs to the rest.
  void observe(std::size_t row, std::size_t column, microseconds took) {
    if (row >= Rows || column >= Columns) return rest_.observe(took);
    const std::size_t cell_index = row * Columns + column;
    std::uint16_t place = places_[cell_index].load(std::memory_order_relaxed);
    if (place == 0) place = begin(cell_index);
    if (place == 0) return rest_.observe(took);
    series_[place - 1U].observe(took);
  }

  // Calls `visit(row, column, values)` for each series that there is.
  template <class Visit>
  void each(Visit&& visit) const {
    for (std::size_t i = 0; i < Rows * Columns; ++i) {
      const std::uint16_t place = places_[i].load(std::memory_order_acquire);
      if (place != 0) visit(i / Columns, i % Columns, series_[place - 1U].values());
    }
  }
  histogram_values rest() const { return rest_.values(); }
  std::size_t size() const { return used_; }  // by the thread that observes

 private:
  std::uint16_t begin(std::size_t cell_index) {
    if (used_ == Most) return 0;
    const auto place = static_cast<std::uint16_t>(++used_);
    places_[cell_index].store(place, std::memory_order_release);
    return place;
  }

  std::array<std::atomic<std::uint16_t>, Rows * Columns> places_{};  // 0: none, else one more than its index
  std::array<histogram, Most> series_{};
  histogram rest_;
  std::size_t used_ = 0;
};

}  // namespace ramal::metrics
