#include "tests/harness/exposition.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace ramal::tests {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Of labels; a metric's name may have colons, which only recording rules use: here they are a mistake.
bool is_name(std::string_view text) {
  return !text.empty() && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || is_digit(c); });
}

std::optional<double> number_in(std::string_view text) {
  if (text == "+Inf") return std::numeric_limits<double>::infinity();
  if (text == "-Inf") return -std::numeric_limits<double>::infinity();
  if (text == "NaN") return std::nan("");
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

struct sample {
  std::string name;
  std::map<std::string, std::string> labels;
  double value = 0;
};

// One line: name, labels, one blank, value. No time: nobody here writes one.
class sample_reader {
 public:
  explicit sample_reader(std::string_view line) : rest_(line) {}

  // Why it is none, or "".
  std::string read(sample& into) {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), [](char c) { return is_letter(c) || is_digit(c); });
    into.name = std::string(rest_.begin(), end);
    rest_.remove_prefix(into.name.size());
    if (!is_name(into.name)) return "no name of a metric";
    if (take('{'))
      if (const std::string why = read_labels(into); !why.empty()) return why;
    if (!take(' ')) return "no blank before the value";
    const auto value = number_in(rest_);
    if (!value) return "no number";
    into.value = *value;
    return "";
  }

 private:
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string read_labels(sample& into) {
    if (take('}')) return "braces without a label";
    do {
      const std::string name(rest_.substr(0, rest_.find('=')));
      rest_.remove_prefix(std::min(rest_.size(), name.size() + 1));
      if (!is_name(name)) return "no name of a label";
      std::string value;
      if (!take('"') || !read_quoted(value)) return "a label without a quoted value";
      if (!into.labels.emplace(name, value).second) return "a label twice";
    } while (take(','));
    return take('}') ? "" : "no end of the labels";
  }

  bool read_quoted(std::string& value) {
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return true;
      if (c != '\\') {
        value.push_back(c);
        continue;
      }
      if (rest_.empty()) return false;
      const char escaped = rest_.front();
      rest_.remove_prefix(1);
      if (escaped != '\\' && escaped != '"' && escaped != 'n') return false;
      value.push_back(escaped == 'n' ? '\n' : escaped);
    }
    return false;
  }

  std::string_view rest_;
};

// What one histogram has, apart from `le`.
struct histogram {
  std::vector<std::pair<double, double>> buckets;  // end, count
  std::optional<double> sum, count;
};

class reader {
 public:
  reader(exposition& into, bool open_metrics) : into_(into), open_metrics_(open_metrics) {}

  void read(std::string_view text) {
    if (!text.ends_with('\n')) wrong("the last line has no end");
    while (!text.empty()) {
      line_ = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(text.size(), line_.size() + 1));
      if (ended_) wrong("something behind # EOF");
      read_line();
    }
    if (open_metrics_ != ended_) wrong("# EOF is the end of OpenMetrics, and of nothing else");
    end_family();
  }

 private:
  void wrong(const std::string& why) { into_.mistakes.push_back(std::string(line_) + ": " + why); }

  void read_line() {
    if (line_ == "# EOF") ended_ = true;
    else if (line_.starts_with("# HELP ")) begin_family(line_.substr(7));
    else if (line_.starts_with("# TYPE ")) take_kind(line_.substr(7));
    else if (line_.starts_with('#') || line_.empty()) wrong("no line that anybody needs");
    else take_sample();
  }

  static std::pair<std::string, std::string> words(std::string_view text) {
    const auto blank = text.find(' ');
    if (blank == std::string_view::npos) return {std::string(text), ""};
    return {std::string(text.substr(0, blank)), std::string(text.substr(blank + 1))};
  }

  void begin_family(std::string_view text) {
    end_family();
    const auto [name, help] = words(text);
    family_ = name;
    kind_.clear();
    if (!is_name(name)) wrong("no name of a family");
    if (help.empty()) wrong("no help");
    if (into_.kinds.contains(name)) wrong("a family twice");
    check_unit(name);
  }

  void take_kind(std::string_view text) {
    const auto [name, kind] = words(text);
    if (name != family_ || !kind_.empty()) wrong("a kind of another family, or a second one");
    const bool is_known = kind == "counter" || kind == "gauge" || kind == "histogram" ||
                          (open_metrics_ && kind == "info");
    if (!is_known) wrong("no kind");
    if (!open_metrics_ && (kind == "counter") != name.ends_with("_total"))
      wrong("a counter ends in _total, and nothing else does");
    if (kind != "histogram" && (name.ends_with("_bucket") || name.ends_with("_sum") || name.ends_with("_count")))
      wrong("an ending that histograms have");
    kind_ = kind;
    into_.kinds[name] = kind;
  }

  void check_unit(const std::string& name) {
    for (const char* unit : {"_ms", "_milliseconds", "_microseconds", "_minutes", "_hours", "_days", "_kb", "_kib",
                             "_mb", "_percent", "_sec", "_secs"})
      if ((name + "_").find(std::string(unit) + "_") != std::string::npos) wrong("no base unit");
    for (const char* kind : {"_counter", "_gauge", "_histogram"})
      if (name.find(kind) != std::string::npos) wrong("its kind in its name");
  }

  void take_sample() {
    sample one;
    if (const std::string why = sample_reader(line_).read(one); !why.empty()) return wrong(why);
    if (kind_.empty() || !is_of_family(one.name)) wrong("a series without its family in front");
    const std::string series(line_.substr(0, line_.rfind(' ')));
    if (!into_.values.emplace(series, one.value).second) wrong("a series twice");
    if (!sets_.emplace(one.name, one.labels).second) wrong("the same labels in another order");
    if (kind_ != "gauge" && !(one.value >= 0)) wrong("a negative count");
    if (kind_ == "histogram") take_part(one);
    else if (one.labels.contains("le")) wrong("a label that histograms have");
  }

  bool is_of_family(const std::string& name) const {
    if (kind_ == "histogram")
      return name == family_ + "_bucket" || name == family_ + "_sum" || name == family_ + "_count";
    if (open_metrics_ && kind_ == "counter") return name == family_ + "_total";
    if (open_metrics_ && kind_ == "info") return name == family_ + "_info";
    return name == family_;
  }

  void take_part(const sample& one) {
    auto labels = one.labels;
    const auto end = labels.extract("le");
    histogram& of = histograms_[labels];
    const bool is_bucket = one.name.ends_with("_bucket");
    if (is_bucket != !end.empty()) return wrong("le is a label of buckets");
    if (one.name.ends_with("_sum")) of.sum = one.value;
    else if (one.name.ends_with("_count")) of.count = one.value;
    else if (!is_bucket) return;  // a wrong name, as was said
    else if (const auto up_to = number_in(end.mapped())) of.buckets.emplace_back(*up_to, one.value);
    else wrong("le is no number");
  }

  void end_family() {
    if (!family_.empty() && kind_.empty()) wrong("a family without a kind: " + family_);
    for (const auto& [labels, of] : histograms_) check(of);
    histograms_.clear();
    family_.clear();
  }

  void check(const histogram& of) {
    if (of.buckets.empty() || !std::isinf(of.buckets.back().first)) return wrong(family_ + " has no last bucket +Inf");
    for (std::size_t i = 1; i < of.buckets.size(); ++i)
      if (of.buckets[i].first <= of.buckets[i - 1].first || of.buckets[i].second < of.buckets[i - 1].second)
        wrong(family_ + " does not rise");
    if (!of.sum || !of.count || *of.count != of.buckets.back().second) wrong(family_ + " has parts that do not agree");
  }

  exposition& into_;
  const bool open_metrics_;
  std::string_view line_;
  std::string family_, kind_;
  bool ended_ = false;
  std::map<std::map<std::string, std::string>, histogram> histograms_;         // of the family that is read
  std::set<std::pair<std::string, std::map<std::string, std::string>>> sets_;  // all that were seen
};

}  // namespace

double exposition::value(const std::string& series) const {
  const auto found = values.find(series);
  return found == values.end() ? 0 : found->second;
}

std::set<std::string> exposition::values_of(std::string_view label) const {
  std::set<std::string> all;
  for (const auto& [series, value] : values) {
    sample one;
    if (!sample_reader(series + " 0").read(one).empty()) continue;
    if (const auto found = one.labels.find(std::string(label)); found != one.labels.end()) all.insert(found->second);
  }
  return all;
}

exposition read_exposition(std::string_view text, bool open_metrics) {
  exposition made;
  reader(made, open_metrics).read(text);
  return made;
}

}  // namespace ramal::tests
