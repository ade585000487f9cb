#include <map>

#include "contract/reports.hpp"
#include "contract/select.hpp"

namespace ramal::contract {
namespace {

using outcome = case_result::outcome;

std::string counted(std::size_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

}  // namespace

std::string text_report(const run_result& run, language in) {
  const bool pt = in == language::portuguese;
  std::string text;
  std::map<std::string, std::size_t> reasons;
  for (const auto& each : run.cases) {
    if (each.what == outcome::skipped) ++reasons[each.skipped_because];
    if (each.what != outcome::failed) continue;
    text += (pt ? "FALHOU  " : "FAILED  ") + full_name(each.file, each.name) + "\n        " + each.why + "\n";
    for (const auto& complaint : each.complaints) text += "    " + complaint + "\n";
  }
  for (const auto& [reason, count] : reasons)
    text += (pt ? counted(count, "caso pulado: ", "casos pulados: ")
                : counted(count, "case skipped: ", "cases skipped: ")) +
            reason + "\n";
  const auto passed = std::to_string(run.count(outcome::passed)), played = std::to_string(run.played());
  return text + run.target + (pt ? " responde " + passed + " de " + played : " answers " + passed + " of " + played) +
         "\n";
}

}  // namespace ramal::contract
