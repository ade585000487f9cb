#include "contract/http_text.hpp"
#include "contract/reports.hpp"
#include "contract/select.hpp"

namespace ramal::contract {
namespace {

// '#' begins a directive.
std::string described(const std::string& text) {
  std::string safe;
  for (const char c : visible(text)) safe += c == '#' ? std::string("\\#") : std::string(1, c);
  return safe;
}

}  // namespace

std::string tap_report(const run_result& run) {
  std::string text = "TAP version 14\n1.." + std::to_string(run.cases.size()) + "\n";
  std::size_t number = 0;
  for (const auto& each : run.cases) {
    const bool failed = each.what == case_result::outcome::failed;
    text += (failed ? "not ok " : "ok ") + std::to_string(++number) + " - " +
            described(full_name(each.file, each.name));
    if (each.what == case_result::outcome::skipped) text += " # SKIP " + described(each.skipped_because);
    text += "\n";
    if (!failed) continue;
    text += "  ---\n  complaints:\n";
    for (const auto& complaint : each.complaints) text += "    - " + json_quoted(complaint) + "\n";
    text += "  ...\n";
  }
  return text;
}

}  // namespace ramal::contract
