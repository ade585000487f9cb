#include "proxy/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <vector>

#include "proxy/common_options.hpp"
#include "proxy/completion.hpp"
#include "proxy/contract_options.hpp"
#include "proxy/demo_options.hpp"
#include "proxy/new_key.hpp"
#include "proxy/webhooks_options.hpp"
#include "ramal_version.hpp"

namespace ramal::net {
namespace {

constexpr const char* about =
    "Ramal lets Evolution GO calling integrations use the native calls API by changing nothing but their base URL.";

constexpr const char* examples =
    "Examples:\n"
    "  ramal demo                            gateway and reference engine, no file needed\n"
    "  ramal demo --listen 0.0.0.0           the same, reached from a container or another machine\n"
    "  ramal check --config ramal.yaml       every problem of a file, with its line\n"
    "  ramal serve --config ramal.yaml       the gateway\n"
    "  ramal engine --config engine.yaml     the reference engine alone\n"
    "  ramal webhooks --help                 events: set-up of the engine's side, what waits for bots\n"
    "  ramal contract --help                 contract tests: of a gateway, of the engine\n"
    "  ramal openapi > calls.json            OpenAPI 3.1, for tools that read it\n"
    "  ramal health                          0 if the gateway on 127.0.0.1:8080 serves, else 1\n"
    "  ramal doctor --config ramal.yaml      what is wrong, and what mends it; calls nobody\n"
    "  ramal tail --errors                   what fails, as it fails\n"
    "  ramal top                             rates, latencies, the busiest keys\n"
    "Files to start from are in the folder examples/ (minimal.yaml, reference-engine.yaml, ...).\n"
    "Every key of the files is explained in config/README.md; RAMAL_<PATH> in the environment overrides one,\n"
    "e.g. RAMAL_ENGINE_BASE_URL. Exit codes: 0 fine, 64 wrong command line, 69 cannot listen or (if required) the\n"
    "engine cannot be reached, 78 wrong configuration.";

constexpr const char* version = "ramal " RAMAL_VERSION " (" RAMAL_COMMIT ")";
// Throws CLI::OptionNotFound for a topic that is no command.
void show_help(const CLI::App& app, const std::string& topic) {
  const CLI::App* about_what = topic.empty() ? &app : app.get_subcommand(topic);
  const std::string name = topic.empty() ? app.get_name() : app.get_name() + " " + topic;
  std::cout << app.get_formatter()->make_help(about_what, name, CLI::AppFormatMode::Normal);
}

// CLI11 names them from the last to the first.
int report_extras(const CLI::App& app, int argc, const char* const* argv) {
  std::vector<std::string> extras = app.remaining(true);
  std::string text;
  for (int i = 1; i < argc; ++i) {
    const auto found = std::find(extras.begin(), extras.end(), argv[i]);
    if (found == extras.end()) continue;
    extras.erase(found);
    text += std::string(text.empty() ? "" : " ") + argv[i];
  }
  std::cerr << "not expected here: " << text << "\nRun with --help for more information.\n";
  return exit_usage;
}

void add_keys(CLI::App& app, command_line& line) {
  CLI::App* keys = app.add_subcommand("keys", "client keys");
  keys->require_subcommand(1);
  add_command(*keys, line, command::new_key, "new",
              "make a client key, show it once, and the lines for the configuration")
      ->add_option("name", line.key_name, "what logs and metrics call it")
      ->required()
      ->check(CLI::Validator(check_new_key_name, "NAME"));
  CLI::App* list = add_command(*keys, line, command::list_keys, "list", "the keys of the file, and what each may do");
  add_config(list, line);
  list->add_flag("--json", line.as_json, "for scripts");
  CLI::App* rotate = add_command(*keys, line, command::rotate_key, "rotate",
                                 "make a new client key for a key of the file, show it once, and the line to replace");
  add_config(rotate, line);
  rotate->add_option("name", line.key_name, "as the file has it")->required()->type_name("NAME");
  CLI::App* test = add_command(*keys, line, command::test_key, "test",
                               "ask the engine for a list of one call with this native key; calls nobody");
  add_config(test, line);
  test->add_option("name", line.key_name, "as the file has it")->required()->type_name("NAME");
}

void add_tail(CLI::App& app, command_line& line) {
  CLI::App* tail = add_command(app, line, command::tail, "tail", "show the access log as it grows, a line a request");
  add_config(tail, line);
  tail->add_option("file", line.tail.file, "a log; - for standard input; else that of the configuration")
      ->type_name("FILE");
  tail->add_option("--key", line.tail.key, "requests of this key alone")->type_name("NAME");
  tail->add_flag("--errors", line.tail.errors, "answers of 400 and above, warnings and errors alone");
  tail->add_option("--lines", line.tail.lines, "so many that are there already")
      ->check(CLI::Range(0, 100'000))
      ->capture_default_str();
  tail->add_flag("--no-follow", line.tail.ends, "end with what is there");
  tail->add_option("--color", line.tail.color, "auto: on a terminal, unless NO_COLOR is set")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
}

void add_top(CLI::App& app, command_line& line) {
  CLI::App* top = add_command(app, line, command::top, "top",
                              "rates, latencies, the breaker and the busiest keys, from the admin interface");
  add_config(top, line);
  top->add_option("--url", line.top.url, "of the admin interface; else that of the configuration")->type_name("URL");
  CLI::Option* cert = top->add_option("--cert", line.top.cert_file,
                                      "certificate to show, PEM, where admin.tls has client_ca_file");
  CLI::Option* key = top->add_option("--key", line.top.key_file, "its private key, PEM, not readable by everybody");
  cert->type_name("FILE")->needs(key);
  key->type_name("FILE")->needs(cert);
  top->add_flag("--once", line.top.once, "one look, at all since the program began: for scripts");
  top->add_option("--interval", line.top.interval, "seconds between two looks")
      ->check(CLI::Range(1, 3'600))
      ->capture_default_str();
}

// What the command line leaves out.
std::string usual_config_file() {
  const char* const named = std::getenv("RAMAL_CONFIG");
  return named != nullptr && *named != '\0' ? named : "/etc/ramal/ramal.yaml";
}

}  // namespace

parsed_command_line parse_command_line(int argc, const char* const* argv) {
  parsed_command_line parsed;
  command_line& line = parsed.line;
  CLI::App app(about, "ramal");
  app.footer(examples);
  app.set_version_flag("--version", version);
  app.require_subcommand(1);

  CLI::App* serve = add_command(app, line, command::serve, "serve", "run the gateway");
  add_config(serve, line);
  serve->add_flag("--require-engine", line.require_engine,
                  "end with 69 if the engine does not serve the first key at start");
  add_console(serve, line);
  demo_options demo;
  add_demo(app, line, demo);
  // Another file than the gateway's: it has no usual place.
  add_command(app, line, command::engine, "engine", "run the reference engine alone")
      ->add_option("-c,--config", line.config_file, "the YAML file")
      ->required()
      ->type_name("FILE");
  CLI::App* check = add_command(app, line, command::check, "check", "validate a configuration file");
  add_config(check, line);
  check->add_flag("--engine", line.engine_file, "the file is one for `ramal engine`");
  check->add_flag("--show", line.show, "print what is in force, secrets as ***");
  add_command(app, line, command::health, "health", "0 if the gateway serves, else 1: for containers' health checks")
      ->add_option("--url", line.health_url, "what to ask, http or https")
      ->capture_default_str()
      ->type_name("URL");
  CLI::App* doctor = add_command(app, line, command::doctor, "doctor",
                                 "look at the file, this system, the engine and every native key: 0 if nothing fails");
  add_config(doctor, line);
  doctor->add_flag("--json", line.as_json, "for scripts");
  doctor->add_option("--url", line.doctor_url, "the base URL of the clients: the way from outside is tried, too")
      ->type_name("URL");
  add_tail(app, line);
  add_top(app, line);
  add_keys(app, line);
  add_webhooks(app, line);
  add_contract(app, line);
  CLI::App* openapi = add_command(app, line, command::openapi, "openapi", "print OpenAPI 3.1 of the call routes");
  CLI::Option* native = openapi->add_flag_callback(
      "--native", [&line] { line.openapi = "native.json"; }, "of the native calls API instead");
  openapi
      ->add_flag_callback(
          "--postman", [&line] { line.openapi = "postman.json"; },
          "the call routes as a Postman collection, for `ramal demo`")
      ->excludes(native);
  app.add_subcommand("version", "print the version")->callback([] { throw CLI::CallForVersion(version, exit_ok); });
  std::string shell;
  CLI::App* completion = app.add_subcommand("completion", "print what a shell needs to complete commands and options");
  completion->add_option("shell", shell)->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
  std::string topic;
  CLI::App* help = app.add_subcommand("help", "print this text, or that of a command");
  help->add_option("command", topic);

  try {
    app.parse(argc, argv);
    take_demo(demo, line);
    if (line.config_file.empty()) line.config_file = usual_config_file();
    if (completion->parsed()) {
      std::cout << completion_script(app, shell);
      return parsed_command_line{line, exit_ok};
    }
    if (help->parsed()) return show_help(app, topic), parsed_command_line{line, exit_ok};
  } catch (const CLI::ExtrasError&) {
    parsed.exit_code = report_extras(app, argc, argv);
  } catch (const CLI::Error& end) { parsed.exit_code = app.exit(end) == 0 ? exit_ok : exit_usage; }
  return parsed;
}

}  // namespace ramal::net
