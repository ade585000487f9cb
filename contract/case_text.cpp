#include "contract/case_text.hpp"

#include <algorithm>
#include <set>

#include "contract/case_checks.hpp"

namespace ramal::contract {
namespace {

constexpr std::string_view case_mark = "=== ";
constexpr std::string_view indentation = "    ";
constexpr std::string_view cell_mark = " | ";
constexpr std::string_view format_mark = "format: ";
constexpr std::string_view known_format = "1";

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

std::vector<std::string> split_trimmed(std::string_view text, std::string_view mark) {
  std::vector<std::string> parts;
  for (;;) {
    const auto end = text.find(mark);
    parts.push_back(trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + mark.size());
  }
}

section parse_heading(const std::string& file, std::string_view line, int number) {
  section made;
  made.line = number;
  const auto colon = line.find(':');
  auto words = split_trimmed(line.substr(0, colon), ",");
  made.heading = words.front();
  made.modifiers.assign(words.begin() + 1, words.end());
  if (colon != std::string_view::npos) made.text = trimmed(line.substr(colon + 1));
  if (made.heading.empty()) throw case_error(file, number, "a heading is expected at the margin");
  return made;
}

// Feeds one line to the case that is being read.
void add_line(const std::string& file, std::string_view line, int number, std::vector<case_text>& cases) {
  if (line.starts_with(case_mark)) {
    cases.push_back({trimmed(line.substr(case_mark.size())), {}, number});
    return;
  }
  if (line.starts_with('#')) return;
  if (number == 1 && line.starts_with(format_mark)) {
    const auto version = trimmed(line.substr(format_mark.size()));
    if (version != known_format)
      throw case_error(file, number, "format " + version + ": this program reads format 1, a newer one reads both");
    return;
  }
  if (cases.empty()) {
    if (!trimmed(line).empty()) throw case_error(file, number, "text before the first case");
    return;
  }
  auto& sections = cases.back().sections;
  if (trimmed(line).empty()) {
    if (!sections.empty()) sections.back().lines.emplace_back();
  } else if (line.starts_with(indentation)) {
    if (sections.empty()) throw case_error(file, number, "text without a heading");
    sections.back().lines.emplace_back(line.substr(indentation.size()));
  } else {
    sections.push_back(parse_heading(file, line, number));
  }
}

// The rows section as variables, one set for each row.
std::vector<variables> read_rows(const std::string& file, const section& rows) {
  if (rows.lines.size() < 2) throw case_error(file, rows.line, "rows need a line of names and a row");
  const auto names = split_trimmed(rows.lines.front(), cell_mark);
  if (std::find(names.begin(), names.end(), "") != names.end())
    throw case_error(file, rows.line + 1, "the first line of rows names each of its columns");
  std::vector<variables> read;
  for (std::size_t i = 1; i < rows.lines.size(); ++i) {
    // an empty last cell leaves its mark at the end of the line
    const auto cells = split_trimmed(rows.lines[i] + " ", cell_mark);
    if (cells.size() != names.size())
      throw case_error(file, rows.line + 1 + static_cast<int>(i), "as many cells as names are needed");
    variables row;
    for (std::size_t c = 0; c < cells.size(); ++c) row.emplace_back(names[c], cells[c]);
    read.push_back(std::move(row));
  }
  return read;
}

case_text with_row(const case_text& pattern, const variables& row) {
  case_text made{substitute(pattern.name, row), {}, pattern.line};
  for (auto each : pattern.sections) {
    if (each.heading == "rows") continue;
    each.text = substitute(each.text, row);
    for (auto& line : each.lines) line = substitute(line, row);
    made.sections.push_back(std::move(each));
  }
  return made;
}

void check_name(const std::string& file, const case_text& each) {
  // Catch2, its CMake script and ctest all read the name.
  const auto allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ._/+=@%&:?-";
  if (each.name.empty() || each.name.find_first_not_of(allowed) != std::string::npos)
    throw case_error(file, each.line, "a name may hold letters, digits, blanks and ._/+=@%&:?- only: " + each.name);
}

}  // namespace

bool section::has_modifier(std::string_view modifier) const {
  return std::find(modifiers.begin(), modifiers.end(), modifier) != modifiers.end();
}

std::vector<case_text> split_cases(const std::string& file, std::string_view text) {
  std::vector<case_text> patterns, cases;
  for (int number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    add_line(file, text.substr(0, end), number, patterns);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  for (auto& pattern : patterns) {
    for (auto& each : pattern.sections)
      while (!each.lines.empty() && each.lines.back().empty()) each.lines.pop_back();
    const auto rows = std::find_if(pattern.sections.begin(), pattern.sections.end(),
                                   [](const section& s) { return s.heading == "rows"; });
    if (rows == pattern.sections.end()) {
      cases.push_back(pattern);
      continue;
    }
    for (const auto& row : read_rows(file, *rows)) cases.push_back(with_row(pattern, row));
    check_rows(file, pattern, *rows);
  }
  check_no_twins(file, cases);
  std::set<std::string_view> names;
  for (const auto& each : cases) {
    check_name(file, each);
    if (!names.insert(each.name).second) throw case_error(file, each.line, "a second case of this name: " + each.name);
  }
  return cases;
}

}  // namespace ramal::contract
