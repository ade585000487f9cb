#include "proxy/metrics/text_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "proxy/wire/text.hpp"

namespace ramal::metrics {
namespace {

void put_count(std::uint64_t value, std::string& out) {
  std::array<char, 20> digits;
  out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

void put_escaped(std::string_view value, std::string& out) {
  for (const char c : value) {
    if (c == '\\') out += "\\\\";
    else if (c == '"') out += "\\\"";
    else if (c == '\n') out += "\\n";
    else out.push_back(c);
  }
}

std::string_view type_name(kind type, text_format format) {
  switch (type) {
    case kind::counter: return "counter";
    case kind::gauge: return "gauge";
    case kind::histogram: return "histogram";
    case kind::info: return format == text_format::open_metrics ? "info" : "gauge";
  }
  return "untyped";
}

// What a line of the family has behind its name.
std::string_view suffix_of(kind type) {
  if (type == kind::counter) return "_total";
  return type == kind::info ? "_info" : "";
}

// Of one item of Accept: "q=0" and "q=0.000" are a no.
bool is_refused(std::string_view parameters) {
  const auto at = parameters.find("q=0");
  return at != std::string_view::npos && parameters.substr(at + 3).find_first_of("123456789") == std::string_view::npos;
}

}  // namespace

void put_number(double value, std::string& out) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value > 0 ? "+Inf" : "-Inf";
  } else {
    std::array<char, 32> digits;
    out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
  }
}

text_format choose_format(std::string_view accept) {
  while (!accept.empty()) {
    const std::string_view item = wire::next_element(accept);
    const auto name_end = item.find(';');
    const std::string_view parameters = name_end == std::string_view::npos ? std::string_view() : item.substr(name_end);
    if (wire::trim(item.substr(0, name_end)) == "application/openmetrics-text" && !is_refused(parameters))
      return text_format::open_metrics;
  }
  return text_format::prometheus;
}

std::string_view content_type(text_format format) {
  return format == text_format::open_metrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                                             : "text/plain; version=0.0.4; charset=utf-8";
}

// OpenMetrics names the family without the suffix of its lines, the older format with it.
void text_writer::begin(family what) {
  row_ = &row_of(what);
  std::string name(row_->name);
  if (format_ == text_format::prometheus) name += suffix_of(row_->type);
  text_ += "# HELP " + name + " ";
  text_ += row_->help;
  text_ += "\n# TYPE " + name + " ";
  text_ += type_name(row_->type, format_);
  text_ += "\n";
}

void text_writer::put_label(std::string_view name, std::string_view value, bool& first) {
  if (value.empty()) return;
  text_ += std::exchange(first, false) ? "{" : ",";
  text_.append(name).append("=\"");
  put_escaped(value, text_);
  text_ += "\"";
}

void text_writer::put_name(std::string_view suffix, labels of, std::string_view extra_name,
                           std::string_view extra_value) {
  text_.append(row_->name).append(suffix);
  bool first = true;
  for (const label& one : of) put_label(one.name, one.value, first);
  put_label(extra_name, extra_value, first);
  text_ += first ? " " : "} ";
}

void text_writer::write(labels of, std::uint64_t value) {
  put_name(suffix_of(row_->type), of);
  put_count(value, text_);
  text_ += "\n";
}

void text_writer::write(labels of, double value) {
  put_name(suffix_of(row_->type), of);
  put_number(value, text_);
  text_ += "\n";
}

void text_writer::write(labels of, const classes& values) {
  std::uint64_t so_far = 0;
  for (std::size_t i = 0; i < values.counts.size(); ++i) {
    so_far += values.counts[i];
    std::string end;
    if (i < values.ends.size()) put_number(values.ends[i], end);
    else end = "+Inf";
    put_name("_bucket", of, "le", end);
    put_count(so_far, text_);
    text_ += "\n";
  }
  put_name("_sum", of);
  put_number(values.sum, text_);
  text_ += "\n";
  put_name("_count", of);
  put_count(so_far, text_);
  text_ += "\n";
}

std::string text_writer::finish() {
  if (format_ == text_format::open_metrics) text_ += "# EOF\n";
  row_ = nullptr;
  return std::exchange(text_, {});
}

}  // namespace ramal::metrics
