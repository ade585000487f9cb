#include "contract/report_words.hpp"
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
  for (const auto& each : run.cases) {
    if (each.what != outcome::failed) continue;
    text += (pt ? "FALHOU  " : "FAILED  ") + full_name(each.file, each.name) + "\n        " + each.why + "\n";
    for (const auto& complaint : each.complaints) text += "    " + complaint + "\n";
  }
  for (const auto& [reason, cases] : skipped_by_reason(run, in))
    text += (pt ? counted(cases.size(), "caso pulado: ", "casos pulados: ")
                : counted(cases.size(), "case skipped: ", "cases skipped: ")) +
            reason + "\n";
  const auto passed = std::to_string(run.count(outcome::passed)), played = std::to_string(run.played());
  return text + run.target + (pt ? " responde " + passed + " de " + played : " answers " + passed + " of " + played) +
         "\n";
}

}  // namespace ramal::contract
