// A strict reader of Prometheus' text format 0.0.4 and of OpenMetrics 1.0: what a scraper reads, and what it must not be
// given. It shares no code with the writer.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ramal::tests {

struct exposition {
  std::map<std::string, double> values;      // by the series as it is written: name{label="value",...}
  std::map<std::string, std::string> kinds;  // of each family, by its name behind # TYPE
  std::vector<std::string> mistakes;         // each with its line; empty: a scraper takes all of it

  // 0 if it is not there.
  double value(const std::string& series) const;
  bool has(const std::string& series) const { return values.contains(series); }
  // All values of this label.
  std::set<std::string> values_of(std::string_view label) const;
};

// Refuses: what is no line of the format, a family twice or in two places, a series without a family of its own, a series
// twice, names and labels that may not be, a counter that is negative or has no _total, a histogram that does not rise, has
// no +Inf or whose parts do not agree, units that are no base units, a family without help.
exposition read_exposition(std::string_view text, bool open_metrics = false);

}  // namespace ramal::tests
