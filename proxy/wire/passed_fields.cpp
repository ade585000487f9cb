#include "proxy/wire/passed_fields.hpp"

#include <algorithm>

namespace ramal::wire {
namespace {

constexpr bool many = true, once = false;

constexpr passed_rule request_rows[] = {
    {"Content-Type", once}, {"Accept", many},        {"Accept-Language", many},   {"Content-Encoding", many},
    {"If-Match", many},     {"If-None-Match", many}, {"If-Modified-Since", once}, {"If-Unmodified-Since", once},
    {"If-Range", once},     {"Range", once},         {"Idempotency-Key", once},   {"tracestate", many},
    {"baggage", many},      {"sentry-trace", once},
};

// Go writes file names as they are.
constexpr passed_rule answer_rows[] = {
    {"Content-Type", once},  {"Content-Disposition", once, true},
    {"Content-Range", once}, {"ETag", once},
    {"Last-Modified", once}, {"Cache-Control", many},
    {"Retry-After", once},
};

const passed_rule* find_rule(std::string_view name, std::span<const passed_rule> rules) {
  const auto found = std::find_if(rules.begin(), rules.end(), [name](const passed_rule& one) {
    return one.name.size() == name.size() && equal_ignoring_case(one.name, name);
  });
  return found == rules.end() ? nullptr : &*found;
}

}  // namespace

std::span<const passed_rule> passed_of_requests() { return request_rows; }
std::span<const passed_rule> passed_of_answers() { return answer_rows; }

passed_lines::result passed_lines::take(std::string_view head, std::span<const passed_rule> rules) {
  count_ = 0;
  head_lines lines;
  std::string_view line;
  field f;
  while (lines.next(head, line) == head_lines::found::line) {
    if (!parse_field(line, f)) continue;  // the first line
    const passed_rule* rule = find_rule(f.name, rules);
    if (rule == nullptr || f.value.empty()) continue;
    const result how = take_line(head, f, *rule);
    if (how != result::fine) return how;
  }
  // what was repeated has no value any more
  const auto end = std::remove_if(lines_.begin(), lines_.begin() + static_cast<std::ptrdiff_t>(count_),
                                  [](const passed_line& one) { return one.value.empty(); });
  count_ = static_cast<std::size_t>(end - lines_.begin());
  return result::fine;
}

passed_lines::result passed_lines::take_line(std::string_view head, const field& f, const passed_rule& rule) {
  if (f.high && !rule.any_text) return result::bad_text;
  const auto end = lines_.begin() + static_cast<std::ptrdiff_t>(count_);
  const auto before = std::find_if(lines_.begin(), end, [&](const passed_line& one) { return one.rule == &rule; });
  if (before != end && !rule.many) {
    before->value = {};
    return result::fine;
  }
  if (count_ == most) return result::too_many;
  lines_[count_++] = {&rule, slice_of(head, f.value)};
  return result::fine;
}

std::string_view passed_lines::find(std::string_view head, std::string_view name) const {
  for (const passed_line& one : all())
    if (one.rule->name == name) return one.value.of(head);
  return {};
}

bool has_content_coding(std::string_view head) {
  head_lines lines;
  std::string_view line;
  field f;
  while (lines.next(head, line) == head_lines::found::line) {
    if (!parse_field(line, f) || !is_name(f.name, "content-encoding")) continue;
    if (!f.value.empty() && !equal_ignoring_case(f.value, "identity")) return true;
  }
  return false;
}

bool is_json(std::string_view content_type) {
  const std::string_view type = trim(content_type.substr(0, content_type.find(';')));
  if (equal_ignoring_case(type, "application/json") || equal_ignoring_case(type, "text/json")) return true;
  return type.size() > 5 && equal_ignoring_case(type.substr(type.size() - 5), "+json");
}

}  // namespace ramal::wire
