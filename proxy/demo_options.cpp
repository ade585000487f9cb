#include "proxy/demo_options.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "config/addresses.hpp"
#include "config/key_sources.hpp"
#include "proxy/common_options.hpp"

namespace ramal::net {
namespace {

// In the order of config::log_level.
const std::vector<std::string> log_levels{"trace", "debug", "info", "warn", "error", "off"};

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

// Others can read a command line, so the token is in the environment. What is wrong with it is said without showing it.
void read_go_token(const std::string& variable, command_line& line) {
  const char* const text = std::getenv(variable.c_str());
  auto token = config::check_key_text(config::secret(text == nullptr ? "" : text));
  if (token.has_value()) return void(line.go_token = std::move(*token));
  const std::string why = text == nullptr ? "it is not set" : token.error().text;
  throw CLI::ValidationError("--evolution-go", "needs the token of your instance in the environment variable " +
                                                   variable + " (--evolution-go-token-env names another one): " + why);
}

}  // namespace

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

void take_demo(const demo_options& given, command_line& line) {
  line.log_level = static_cast<config::log_level>(std::ranges::find(log_levels, given.log_level) - log_levels.begin());
  if (!given.listen.empty()) read_listen(given.listen, given.port->count() > 0, line);
  if (!line.go_url.empty()) read_go_token(given.go_token_variable, line);
}

}  // namespace ramal::net
