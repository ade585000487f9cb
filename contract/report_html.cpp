#include <map>

#include "contract/http_text.hpp"
#include "contract/reports.hpp"
#include "contract/select.hpp"

namespace ramal::contract {
namespace {

using outcome = case_result::outcome;

// Without scripts: two radio buttons choose what is shown. `both` gives the text in each language.
constexpr const char* style =
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1a1a1a;background:#fff}"
    "pre{background:#f4f4f4;padding:.75rem;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}"
    ".sides{display:grid;grid-template-columns:1fr 1fr;gap:1rem}.failed h2{color:#a40000}"
    "#en:checked~main .pt,#pt:checked~main .en{display:none}li{overflow-wrap:anywhere}"
    "@media(max-width:50rem){.sides{grid-template-columns:1fr}}";

std::string both(const std::string& en, const std::string& pt) {
  return "<span class=\"en\" lang=\"en\">" + en + "</span><span class=\"pt\" lang=\"pt\">" + pt + "</span>";
}

std::string speaker(utterance::speaker who) {
  switch (who) {
    case utterance::speaker::client: return both("client", "cliente");
    case utterance::speaker::gateway: return both("gateway", "gateway");
    case utterance::speaker::to_engine: return both("gateway to the engine", "gateway para o motor");
    default: return both("engine", "motor");
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
  return text;
}

std::string failure(const case_result& each) {
  std::string text = "<section class=\"failed\"><h2>" + markup_escaped(full_name(each.file, each.name)) + "</h2>\n<p>" +
                     markup_escaped(each.why) + "</p>\n<ul>";
  for (const auto& complaint : each.complaints) text += "<li>" + markup_escaped(complaint) + "</li>";
  text += "</ul>\n<div class=\"sides\"><div><h3>" + both("Expected", "Esperado") + "</h3><pre>" +
          markup_escaped(each.expected) + "</pre></div><div><h3>" + both("Got", "Recebido") + "</h3>";
  for (const auto& one : each.said)
    text += "<h4>" + speaker(one.who) + "</h4><pre>" + shown_bytes(one.bytes) + "</pre>";
  return text + "</div></div></section>\n";
}

std::string skipped_list(const run_result& run) {
  std::map<std::string, std::vector<const case_result*>> reasons;
  for (const auto& each : run.cases)
    if (each.what == outcome::skipped) reasons[each.skipped_because].push_back(&each);
  std::string text;
  for (const auto& [reason, cases] : reasons) {
    const auto count = std::to_string(cases.size());
    text += "<details><summary>" + both(count + " skipped: ", count + " pulados: ") + markup_escaped(reason) +
            "</summary><ul>";
    for (const auto* each : cases) text += "<li>" + markup_escaped(full_name(each->file, each->name)) + "</li>";
    text += "</ul></details>\n";
  }
  return text;
}

}  // namespace

std::string html_report(const run_result& run, language in) {
  const bool pt = in == language::portuguese;
  const auto passed = std::to_string(run.count(outcome::passed)), played = std::to_string(run.played());
  const std::string checked = " checked";
  std::string text = std::string("<!DOCTYPE html>\n<html lang=\"") + (pt ? "pt" : "en") +
                     "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
                     "<title>ramal contract: " +
                     passed + "/" + played + "</title><style>" + style +
                     "</style></head>\n<body>\n<input type=\"radio\" name=\"l\" id=\"en\"" + (pt ? "" : checked) +
                     "><label for=\"en\">English</label>\n<input type=\"radio\" name=\"l\" id=\"pt\"" +
                     (pt ? checked : "") + "><label for=\"pt\">Português</label>\n<main>\n<h1>" +
                     both("answers " + passed + " of " + played, "responde " + passed + " de " + played) +
                     "</h1>\n<p>" + markup_escaped(run.target) + " (" + markup_escaped(run.mode) + ")</p>\n";
  for (const auto& each : run.cases)
    if (each.what == outcome::failed) text += failure(each);
  return text + skipped_list(run) + "</main></body></html>\n";
}

}  // namespace ramal::contract
