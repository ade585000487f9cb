#include "proxy/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <vector>

#include "config/addresses.hpp"
#include "config/key_sources.hpp"
#include "proxy/completion.hpp"
#include "proxy/config_option.hpp"
#include "proxy/contract_options.hpp"
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

// In the order of config::log_level.
const std::vector<std::string> log_levels{"trace", "debug", "info", "warn", "error", "off"};

constexpr const char* version = "ramal " RAMAL_VERSION " (" RAMAL_COMMIT ")";
constexpr std::uint16_t last_demo_port = 65'533;  // two more follow it

// "0.0.0.0" or "0.0.0.0:9000": the port, if there is one, is as good as --port.
void read_listen(const std::string& text, bool port_given, command_line& line) {
  const bool bare_v6 = text.find(':') != text.rfind(':') && !text.starts_with('[');
  const std::string host = bare_v6 ? "[" + text + "]" : text;
  auto with_port = config::parse_listener(host);
  const bool named = with_port.has_value();
  if (!named) with_port = config::parse_listener(host + ":" + std::to_string(line.port));
  if (with_port.has_error())
    throw CLI::ValidationError("--listen", "write an IP address, for example 0.0.0.0 or 192.168.1.5:9000");
  line.listen = with_port->host;
  if (named && !port_given) line.port = with_port->port;
  if (line.port > last_demo_port)
    throw CLI::ValidationError("--listen", "the port is at most 65533: the engine takes the two behind it");
}

std::string check_webhook(const std::string& url) {
  const auto parts = config::parse_base_url(url.substr(0, url.find_first_of("?#")));
  if (parts.has_value() && !parts->tls) return {};
  return "write a URL that begins with http://, for example http://127.0.0.1:3000/webhook";
}

std::string check_evolution_go(const std::string& url) {
  const auto parts = config::parse_base_url(url);
  if (parts.has_value() && !parts->tls) return {};
  return "write the URL of your server, which begins with http://, for example http://127.0.0.1:4000";
}

CLI::App* add_command(CLI::App& app, command_line& line, command what, const char* name, const char* text) {
  CLI::App* sub = app.add_subcommand(name, text);
  sub->callback([&line, what] { line.what = what; });
  return sub;
}

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

struct demo_options {
  std::string listen;
  std::string log_level = "info";
  std::string go_token_variable = "EVOLUTION_GO_TOKEN";
  CLI::Option* port = nullptr;
};

void add_console(CLI::App* sub, command_line& line) {
  sub->add_option("--ui-dir", line.ui_dir, "serve the console's files from this folder while you work on them")
      ->check(CLI::ExistingDirectory)
      ->type_name("FOLDER");
  sub->add_option("--docs-dir", line.docs_dir, "where Swagger UI is, for /docs (/usr/share/ramal/swagger-ui)")
      ->check(CLI::ExistingDirectory)
      ->type_name("FOLDER");
}

void add_demo(CLI::App& app, command_line& line, demo_options& given) {
  CLI::App* demo = add_command(app, line, command::demo, "demo",
                               "run the gateway and the reference engine, and show what to try");
  demo->add_option("--listen", given.listen,
                   "an IP address, 0.0.0.0 to be reached from containers and other machines (127.0.0.1 and ::1)")
      ->envname("RAMAL_LISTENERS_0_ADDRESS")
      ->type_name("ADDRESS");
  given.port = demo->add_option("--port", line.port,
                                "the gateway's port; the engine's API and media take the two behind it; 0: any free")
                   ->check(CLI::Range(0, int{last_demo_port}))
                   ->capture_default_str();
  demo->add_option("--webhook", line.webhook_url,
                   "where your bot waits for events of Evolution GO; without it they are shown")
      ->check(CLI::Validator(check_webhook, "URL"));
  CLI::Option* go = demo->add_option("--evolution-go", line.go_url,
                                     "your own Evolution GO server, which then gets what is no call of the key demo")
                        ->check(CLI::Validator(check_evolution_go, "URL"));
  demo->add_option("--evolution-go-token-env", given.go_token_variable,
                   "the environment variable with the token of your instance there")
      ->needs(go)
      ->type_name("NAME")
      ->capture_default_str();
  add_console(demo, line);
  demo->add_option("--speed", line.speed, "10 lets calls ring and end ten times as fast")
      ->check(CLI::Range(0.01, 1000.0))
      ->capture_default_str();
  demo->add_option("--seed", line.seed, "the same seed gives the same ids")->capture_default_str();
  demo->add_option("--log-level", given.log_level, "debug says of every request to the engine why it was refused")
      ->check(CLI::IsMember(log_levels))
      ->envname("RAMAL_LOG_LEVEL")
      ->capture_default_str();
}

// Others can read a command line, so the token is in the environment. What is wrong with it is said without showing it.
void read_go_token(const std::string& variable, command_line& line) {
  const char* const text = std::getenv(variable.c_str());
  auto token = config::check_key_text(config::secret(text == nullptr ? "" : text));
  if (token.has_value()) return void(line.go_token = std::move(*token));
  const std::string why = text == nullptr ? "it is not set" : token.error().text;
  throw CLI::ValidationError("--evolution-go", "needs the token of your instance in the environment variable " +
                                                   variable + " (--evolution-go-token-env names another one): " + why);
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
    line.log_level = static_cast<config::log_level>(std::ranges::find(log_levels, demo.log_level) - log_levels.begin());
    if (!demo.listen.empty()) read_listen(demo.listen, demo.port->count() > 0, line);
    if (!line.go_url.empty()) read_go_token(demo.go_token_variable, line);
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
