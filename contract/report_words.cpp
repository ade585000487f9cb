#include "contract/report_words.hpp"

#include <array>
#include <string_view>

namespace ramal::contract {
namespace {

struct reason_words {
  std::string_view begins;  // what the reason begins with (select.cpp, run.cpp)
  std::string_view english, portuguese;
};

// clang-format off
constexpr std::array<reason_words, 11> known_reasons{{
    {"not safe: ", "not safe: it could place, change or answer a call",
     "não é seguro: poderia iniciar, mudar ou atender uma chamada"},
    {"it needs a gateway with settings", "it needs a gateway with settings of its own",
     "precisa de um gateway com configuração própria"},
    {"it needs the keys of", "it needs the keys of examples/contract-loop.yaml",
     "precisa das chaves de examples/contract-loop.yaml"},
    {"it needs an engine", "it needs an engine that is told what to do (--loop)",
     "precisa de um motor que receba ordens (--loop)"},
    {"it needs webhooks", "it needs webhooks of the engine's: the suite of the sources plays it",
     "precisa de webhooks do motor: a suíte do código-fonte o executa"},
    {"it is about the mount", "it is about another mount than that of the base URL",
     "trata de outra montagem que não a da URL base"},
    {"it is no live case", "it is no live case", "não é um caso ao vivo"},
    {"it needs --play", "it needs --play URL", "precisa de --play URL"},
    {"with --play", "with --play URL another case is played", "com --play URL outro caso é executado"},
    {"no answer to the last", "no answer to the last 5 cases: what is asked may be gone",
     "nenhuma resposta aos últimos 5 casos: aquilo a que se pergunta pode ter caído"},
    {"a dry run", "a dry run: it would be played", "ensaio: seria executado"},
}};
// clang-format on

}  // namespace

std::string kind_of_reason(const std::string& reason, language in) {
  for (const auto& each : known_reasons)
    if (reason.starts_with(each.begins))
      return std::string(in == language::portuguese ? each.portuguese : each.english);
  return reason;
}

std::map<std::string, std::vector<const case_result*>> skipped_by_reason(const run_result& run, language in) {
  std::map<std::string, std::vector<const case_result*>> reasons;
  for (const auto& each : run.cases)
    if (each.what == case_result::outcome::skipped) reasons[kind_of_reason(each.skipped_because, in)].push_back(&each);
  return reasons;
}

}  // namespace ramal::contract
