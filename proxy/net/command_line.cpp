#include "proxy/net/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <vector>

#include "ramal_version.hpp"

namespace ramal::net {
namespace {

constexpr const char* about =
    "Ramal lets Evolution GO calling integrations use the native calls API by changing nothing but their base URL.";

constexpr const char* examples =
    "Examples:\n"
    "  ramal demo                                  gateway and reference engine, no file needed\n"
    "  ramal check --config examples/minimal.yaml  every problem of a file, with its line\n"
    "  ramal serve --config examples/minimal.yaml  the gateway\n"
    "  ramal engine --config examples/reference-engine.yaml\n"
    "                                              the reference engine alone\n"
    "Every key of the files is explained in config/README.md; RAMAL_<PATH> in the environment overrides one,\n"
    "e.g. RAMAL_ENGINE_BASE_URL. Exit codes: 0 fine, 64 wrong command line, 69 cannot listen or (if required) the\n"
    "engine cannot be reached, 78 wrong configuration.";

// In the order of config::log_level.
const std::vector<std::string> log_levels{"trace", "debug", "info", "warn", "error", "off"};

CLI::App* add_command(CLI::App& app, command_line& line, command what, const char* name, const char* text) {
  CLI::App* sub = app.add_subcommand(name, text);
  sub->callback([&line, what] { line.what = what; });
  return sub;
}

void add_config(CLI::App* sub, command_line& line) {
  sub->add_option("-c,--config", line.config_file, "the YAML file")->required()->type_name("FILE");
}

}  // namespace

parsed_command_line parse_command_line(int argc, const char* const* argv) {
  parsed_command_line parsed;
  command_line& line = parsed.line;
  CLI::App app(about, "ramal");
  app.footer(examples);
  app.set_version_flag("--version", "ramal " RAMAL_VERSION " (" RAMAL_COMMIT ")");
  app.require_subcommand(1);

  CLI::App* serve = add_command(app, line, command::serve, "serve", "run the gateway");
  add_config(serve, line);
  serve->add_flag("--require-engine", line.require_engine, "end with 69 if the engine cannot be reached at start");
  CLI::App* demo = add_command(app, line, command::demo, "demo",
                               "run the gateway and the reference engine, and show what to try");
  demo->add_option("--port", line.port, "the gateway's port, 0 for any free one (the engine then takes free ones too)")
      ->capture_default_str();
  demo->add_option("--speed", line.speed, "10 lets calls ring and end ten times as fast")
      ->check(CLI::Range(0.01, 1000.0))
      ->capture_default_str();
  demo->add_option("--seed", line.seed, "the same seed gives the same ids")->capture_default_str();
  std::string level = "info";
  demo->add_option("--log-level", level, "debug says of every request to the engine why it was refused")
      ->check(CLI::IsMember(log_levels))
      ->envname("RAMAL_LOG_LEVEL")
      ->capture_default_str();
  add_config(add_command(app, line, command::engine, "engine", "run the reference engine alone"), line);
  CLI::App* check = add_command(app, line, command::check, "check", "validate a configuration file");
  add_config(check, line);
  check->add_flag("--engine", line.engine_file, "the file is one for `ramal engine`");
  check->add_flag("--show", line.show, "print what is in force, secrets as ***");

  try {
    app.parse(argc, argv);
    line.log_level = static_cast<config::log_level>(std::ranges::find(log_levels, level) - log_levels.begin());
  } catch (const CLI::ParseError& end) {
    parsed.exit_code = app.exit(end) == 0 ? exit_ok : exit_usage;
  }
  return parsed;
}

}  // namespace ramal::net
