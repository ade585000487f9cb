#include "contract/report_page.hpp"
#include "contract/reports.hpp"

namespace ramal::contract {

// Without scripts: two radio buttons choose the language that is shown.
std::string html_report(const run_result& run, language in) {
  using outcome = case_result::outcome;
  const bool pt = in == language::portuguese;
  const auto choice = [](const char* id, const char* name, bool first) {
    return std::string("<input class=\"choice\" type=\"radio\" name=\"l\" id=\"") + id + "\" aria-label=\"" + name +
           "\"" + (first ? " checked" : "") + ">\n";
  };
  std::string text = std::string("<!DOCTYPE html>\n<html lang=\"") + (pt ? "pt" : "en") +
                     "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                     "content=\"width=device-width,initial-scale=1\"><title>ramal contract: " +
                     std::to_string(run.count(outcome::passed)) + "/" + std::to_string(run.played()) +
                     "</title><style>" + std::string(report_style()) + "</style></head>\n<body>\n" +
                     choice("en", "English", !pt) + choice("pt", "Português", pt) +
                     "<div class=\"page\"><header class=\"top\"><div class=\"brand\">Ramal <span>contract</span></div>"
                     "<div class=\"languages\"><label for=\"en\">English</label><label for=\"pt\">Português</label>"
                     "</div></header>\n<main>\n" +
                     summary_of(run);
  if (run.count(outcome::failed) != 0) text += "<h2>" + in_both("Does not hold", "Não é cumprido") + "</h2>\n";
  for (const auto& each : run.cases)
    if (each.what == outcome::failed) text += failure_of(each);
  return text + chapters_of(run) + skipped_of(run) + passed_of(run) + "</main>\n<footer>" +
         in_both(
             "Keys are masked. Phone numbers of your account may be in an answer: look before you publish.",
             "As chaves estão ocultas. Números de telefone da sua conta podem estar em uma resposta: olhe antes de publicar.") +
         "</footer></div>\n</body></html>\n";
}

}  // namespace ramal::contract
