#include "proxy/doctor/finding.hpp"

#include <algorithm>
#include <utility>

#include "routes/text.hpp"

namespace ramal::doctor {
namespace {

constexpr std::string_view marks[] = {"  ok    ", "  warn  ", "  FAIL  "};
constexpr std::string_view names[] = {"good", "warning", "failure"};

std::ptrdiff_t count_of(std::span<const finding> all, level how) { return std::ranges::count(all, how, &finding::how); }

void put(std::string_view name, std::string_view value, std::string& out) {
  out.append(",\"").append(name).append("\":\"");
  routes::escape_json(value, out);
  out += "\"";
}

}  // namespace

std::string to_text(std::span<const finding> all) {
  std::string text;
  std::string_view group;
  for (const finding& one : all) {
    if (one.group != group) text.append(one.group).append("\n");
    group = one.group;
    text.append(marks[static_cast<std::size_t>(one.how)]).append(one.id).append(": ").append(one.text).append("\n");
    if (!one.mend.empty()) text.append("        -> ").append(one.mend).append("\n");
  }
  text += std::to_string(count_of(all, level::failure)) + " failures, " +
          std::to_string(count_of(all, level::warning)) + " warnings\n";
  return text;
}

std::string to_json(std::span<const finding> all) {
  std::string text = exit_code_of(all) == 0 ? "{\"ok\":true,\"findings\":[" : "{\"ok\":false,\"findings\":[";
  bool first = true;
  for (const finding& one : all) {
    text += std::exchange(first, false) ? "{\"level\":\"" : ",{\"level\":\"";
    text.append(names[static_cast<std::size_t>(one.how)]).append("\"");
    put("group", one.group, text);
    put("id", one.id, text);
    put("text", one.text, text);
    put("mend", one.mend, text);
    text += "}";
  }
  return text + "]}\n";
}

int exit_code_of(std::span<const finding> all) { return count_of(all, level::failure) == 0 ? 0 : 1; }

}  // namespace ramal::doctor
