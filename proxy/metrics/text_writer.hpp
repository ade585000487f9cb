// Metrics as text: Prometheus' text format 0.0.4, or OpenMetrics 1.0 for those who ask for it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "proxy/metrics/families.hpp"

namespace ramal::metrics {

enum class text_format : std::uint8_t { prometheus, open_metrics };

// By the request's Accept: OpenMetrics only where it is named with a weight above zero.
text_format choose_format(std::string_view accept);
std::string_view content_type(text_format format);

struct label {
  std::string_view name;
  std::string_view value;  // any text; "": the label is not written
};
using labels = std::span<const label>;

// Classes as they are read, in any unit.
struct classes {
  std::span<const double> ends;           // upper ends in seconds, rising
  std::span<const std::uint64_t> counts;  // one more than ends: those above the last one
  double sum = 0;                         // seconds
};

class text_writer {
 public:
  explicit text_writer(text_format format) : format_(format) {}

  // Before the first line of a family, once for each.
  void begin(family what);
  // One line of the family that was begun.
  void write(std::initializer_list<label> of, std::uint64_t value) { write(labels(of.begin(), of.size()), value); }
  void write(labels of, std::uint64_t value);
  void write(std::initializer_list<label> of, double value) { write(labels(of.begin(), of.size()), value); }
  void write(labels of, double value);
  void write(std::initializer_list<label> of, const classes& values) { write(labels(of.begin(), of.size()), values); }
  void write(labels of, const classes& values);

  // Everything; the writer is empty then.
  std::string finish();

 private:
  void put_name(std::string_view suffix, labels of, std::string_view extra_name = {},
                std::string_view extra_value = {});
  void put_label(std::string_view name, std::string_view value, bool& first);

  text_format format_;
  const family_row* row_ = nullptr;
  std::string text_;
};

// "0.005", "1", "1790000000.25": the shortest text that is the same number.
void put_number(double value, std::string& out);

}  // namespace ramal::metrics
