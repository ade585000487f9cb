#include "proxy/contract_options.hpp"

namespace ramal::net {
namespace {

constexpr const char* about_contract = "ask a gateway, or the engine, whether it keeps the contract";
constexpr const char* ways =
    "Without --loop and --live nothing is sent that could place, change or answer a call: only reads, and requests without a key.\n"
    "With --loop ADDRESS this program also plays the engine: engine.base_url of the gateway names that address, as in\n"
    "examples/contract-loop.yaml; never do that to a gateway that has customers. Exit codes: 0 all passed, 1 some\n"
    "failed or none was played, 64 wrong command line or a file that cannot be used, 69 not reachable.\n"
    "docs/contract-tests.md has more.";

std::string check_number(const std::string& text) {
  const bool digits = text.find_first_not_of("0123456789", 1) == std::string::npos;
  return text.size() >= 9 && text.size() <= 16 && text.front() == '+' && digits
             ? ""
             : "write the number with + and its country code, for example +5511987654321";
}

std::string check_url(const std::string& text) {
  const bool plain = text.find_first_of("\"\\ $") == std::string::npos;
  return plain && (text.starts_with("https://") || text.starts_with("http://")) ? "" : "write https://HOST/PATH";
}

void add_reports(CLI::App* sub, contract::command_options& to) {
  sub->add_option("--junit", to.junit, "write a report for CI servers")->type_name("FILE");
  sub->add_option("--tap", to.tap, "write a report as TAP")->type_name("FILE");
  sub->add_option("--json", to.json, "write a report as JSON")->type_name("FILE");
  sub->add_option("--html", to.html, "write a report as one page")->type_name("FILE");
  sub->add_option("--hurl", to.hurl, "send nothing: write the cases that Hurl can play")->type_name("FILE");
}

}  // namespace

void add_contract(CLI::App& app, command_line& line) {
  contract::command_options& to = line.contract;
  CLI::App* sub = app.add_subcommand("contract", about_contract);
  sub->callback([&line] { line.what = command::contract; });
  sub->footer(ways);
  auto* target = sub->add_option_group("target", "what is asked: one of the two");
  target->add_option("--base-url", to.base_url, "a gateway, with its mount")->type_name("URL");
  CLI::Option* engine = target->add_option("--engine", to.engine_url, "the engine itself")->type_name("URL");
  target->require_option(1);
  sub->add_option("--key-file,--native-key-file", to.key_file, "holds the client's key; of the engine, the native key")
      ->required()
      ->type_name("FILE");
  CLI::Option* loop = sub->add_option("--loop", to.loop, "listen there as the engine, and play all cases")
                          ->type_name("ADDRESS")
                          ->excludes(engine);
  CLI::Option* live = sub->add_option("--live", to.live, "place one real call to this number, and hang up")
                          ->check(CLI::Validator(check_number, "+NUMBER"))
                          ->excludes(loop);
  sub->add_option("--play", to.play, "with --live: the URL of a sound that the one who was called hears")
      ->check(CLI::Validator(check_url, "URL"))
      ->needs(live);
  sub->add_flag("--yes-place-a-call", to.confirmed, "with --live: do not ask")->needs(live);
  sub->add_flag_callback(
         "--safe", [] {}, "what is done without --loop and --live")
      ->excludes(loop)
      ->excludes(live);
  sub->add_option("--expected-key-file", to.native_key_file, "with --loop: holds the native key that the engine sees")
      ->type_name("FILE")
      ->needs(loop);
  sub->add_option("--tags", to.tags, "only cases with one of these tags")->delimiter(',')->type_name("TAG,...");
  sub->add_option("--case", to.pattern, "only cases of this name, such as 'routes: start*'")->type_name("NAME");
  sub->add_option("--cases", to.case_folder, "a folder with cases of your own")
      ->check(CLI::ExistingDirectory)
      ->excludes(live)  // the cases in the program place one call, to this number, and end it
      ->type_name("DIR");
  sub->add_flag("--list", to.list, "print the cases, and what becomes of each");
  sub->add_flag("--dry-run", to.dry_run, "send nothing");
  sub->add_option_function<std::string>(
         "--lang", [&to](const std::string& name) { to.portuguese = name == "pt"; }, "language of the reports: en, pt")
      ->check(CLI::IsMember({"en", "pt"}));
  add_reports(sub, to);
}

}  // namespace ramal::net
