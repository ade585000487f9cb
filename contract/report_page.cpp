#include "contract/report_page.hpp"

#include <cmath>
#include <map>

#include "contract/http_text.hpp"
#include "contract/report_words.hpp"
#include "contract/select.hpp"

namespace ramal::contract {
namespace {

using outcome = case_result::outcome;

std::string speaker(utterance::speaker who) {
  switch (who) {
    case utterance::speaker::client: return in_both("client", "cliente");
    case utterance::speaker::gateway: return in_both("answer", "resposta");
    case utterance::speaker::to_engine: return in_both("what the engine got", "o que o motor recebeu");
    default: return in_both("engine", "motor");
  }
}

// One line for each line of HTTP; other bytes are shown as escapes.
std::string shown_bytes(const std::string& bytes) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto end = bytes.find('\n', at);
    const bool crlf = end != std::string::npos && end > at && bytes[end - 1] == '\r';
    const auto last = end == std::string::npos ? bytes.size() : end - (crlf ? 1 : 0);
    text += markup_escaped(visible(bytes.substr(at, last - at))) + "\n";
    at = end == std::string::npos ? bytes.size() : end + 1;
  }
  while (text.ends_with("\n\n")) text.pop_back();
  return text;
}

struct outcome_counts {
  std::size_t passed = 0, failed = 0, skipped = 0;
};

std::map<std::string, outcome_counts> counts_by_file(const run_result& run) {
  std::map<std::string, outcome_counts> files;
  for (const auto& each : run.cases) {
    auto& one = files[each.file.substr(0, each.file.rfind('.'))];
    ++(each.what == outcome::passed ? one.passed : each.what == outcome::failed ? one.failed : one.skipped);
  }
  return files;
}

std::string count_cell(std::size_t count, const char* kind) {
  return std::string("<td class=\"") + (count == 0 ? "zero" : kind) + "\">" + std::to_string(count) + "</td>";
}

std::string bar(const outcome_counts& one) {
  const auto part = [&](std::size_t count, const char* color) {
    const auto share = count * 100 / (one.passed + one.failed + one.skipped);
    return "<i style=\"width:" + std::to_string(count != 0 && share == 0 ? 1 : share) + "%;background:var(--" + color +
           ")\"></i>";
  };
  return "<td><div class=\"bar\">" + part(one.passed, "good") + part(one.failed, "bad") + "</div></td>";
}

// Of files of which nothing was played there is a count alone.
std::string table_rows(const run_result& run, std::size_t& silent) {
  std::string text;
  for (const auto& [name, one] : counts_by_file(run)) {
    if (one.passed + one.failed == 0) {
      ++silent;
      continue;
    }
    text += "<tr><td>" + markup_escaped(name) + "</td>" + count_cell(one.passed, "good") +
            count_cell(one.failed, "bad") + count_cell(one.skipped, "") + bar(one) + "</tr>\n";
  }
  return text;
}

std::string count_card(std::size_t count, const char* kind, const std::string& words) {
  return std::string("<div class=\"card\"><b class=\"") + (count == 0 ? "" : kind) + "\">" + std::to_string(count) +
         "</b><span>" + words + "</span></div>";
}

std::string verdict(const run_result& run) {
  if (run.played() == 0) return in_both("No case was played.", "Nenhum caso foi executado.");
  if (run.count(outcome::failed) == 0)
    return in_both("Every sentence of the contract that was asked holds.",
                   "Toda frase do contrato que foi perguntada é cumprida.");
  return in_both("What does not hold is below, with the sentence of the contract and the conversation.",
                 "O que não é cumprido está abaixo, com a frase do contrato e a conversa.");
}

std::string list_of(const std::vector<const case_result*>& cases) {
  std::string text = "<ul>";
  for (const auto* each : cases) text += "<li>" + markup_escaped(full_name(each->file, each->name)) + "</li>";
  return text + "</ul>";
}

}  // namespace

std::string in_both(const std::string& en, const std::string& pt) {
  return "<span class=\"en\" lang=\"en\">" + en + "</span><span class=\"pt\" lang=\"pt\">" + pt + "</span>";
}

std::string summary_of(const run_result& run) {
  const auto count = run.count(outcome::passed), played = run.played();
  const auto passed = std::to_string(count), all = std::to_string(played);
  const auto percent = std::to_string(played == 0 ? 0 : count * 100 / played);
  const auto seconds = static_cast<std::size_t>(std::lround(run.seconds()));
  return "<section class=\"score card\"><div class=\"ring\" aria-hidden=\"true\" style=\"background:conic-gradient(var(--good) " +
         percent + "%,var(--bad) 0)\"><div>" + percent + "%</div></div><div>\n<h1>" +
         in_both("answers " + passed + " of " + all, "responde " + passed + " de " + all) + "</h1>\n<p>" +
         verdict(run) + "</p>\n<p class=\"target\">" + markup_escaped(run.target) + "</p>\n<p>" +
         markup_escaped(run.mode) + " · " + markup_escaped(run.when) + "</p></div></section>\n<div class=\"counts\">" +
         count_card(count, "good", in_both("passed", "passaram")) +
         count_card(run.count(outcome::failed), "bad", in_both("failed", "falharam")) +
         count_card(run.count(outcome::skipped), "", in_both("skipped", "pulados")) +
         count_card(seconds, "", in_both("seconds", "segundos")) + "</div>\n";
}

std::string failure_of(const case_result& each) {
  std::string text = "<article class=\"failure card\"><header><h3><small>" +
                     markup_escaped(each.file.substr(0, each.file.rfind('.'))) + "</small> " +
                     markup_escaped(each.name) + "</h3><blockquote>" + markup_escaped(each.why) +
                     "</blockquote></header>\n<ul class=\"wrong\">";
  for (const auto& complaint : each.complaints) text += "<li>" + markup_escaped(complaint) + "</li>";
  text += "</ul>\n<div class=\"sides\"><div><h4>" + in_both("Expected", "Esperado") + "</h4><pre>" +
          markup_escaped(each.expected) + "</pre></div><div><h4>" + in_both("Got", "Recebido") + "</h4>";
  for (const auto& one : each.said)
    text += "<h5>" + speaker(one.who) + "</h5><pre>" + shown_bytes(one.bytes) + "</pre>";
  return text + "</div></div></article>\n";
}

std::string chapters_of(const run_result& run) {
  std::size_t silent = 0;
  const auto rows = table_rows(run, silent);
  if (rows.empty()) return {};
  const auto count = std::to_string(silent);
  return "<h2>" + in_both("Chapters of the contract", "Capítulos do contrato") +
         "</h2>\n<div class=\"card\"><table>\n<tr><th scope=\"col\">" + in_both("File", "Arquivo") +
         "</th><th scope=\"col\">" + in_both("passed", "passaram") + "</th><th scope=\"col\">" +
         in_both("failed", "falharam") + "</th><th scope=\"col\">" + in_both("skipped", "pulados") +
         "</th><th></th></tr>\n" + rows + "</table></div>\n" +
         (silent == 0 ? ""
                      : "<p class=\"note\">" +
                            in_both(count + " more of which nothing was played in this mode.",
                                    "Mais " + count + " dos quais nada foi executado neste modo.") +
                            "</p>\n");
}

std::string skipped_of(const run_result& run) {
  const auto in_english = skipped_by_reason(run, language::english);
  if (in_english.empty()) return {};
  std::string text = "<h2>" + in_both("Not played", "Não executados") + "</h2>\n";
  for (const auto& [reason, cases] : in_english) {
    const auto portuguese = kind_of_reason(cases.front()->skipped_because, language::portuguese);
    text += "<details class=\"card\"><summary><strong>" + std::to_string(cases.size()) + "</strong> · " +
            in_both(markup_escaped(reason), markup_escaped(portuguese)) + "</summary>" + list_of(cases) +
            "</details>\n";
  }
  return text;
}

std::string passed_of(const run_result& run) {
  std::vector<const case_result*> cases;
  for (const auto& each : run.cases)
    if (each.what == outcome::passed) cases.push_back(&each);
  if (cases.empty()) return {};
  return "<h2>" + in_both("Passed", "Passaram") + "</h2>\n<details class=\"card\"><summary><strong>" +
         std::to_string(cases.size()) + "</strong> · " + in_both("cases hold", "casos cumpridos") + "</summary>" +
         list_of(cases) + "</details>\n";
}

}  // namespace ramal::contract
