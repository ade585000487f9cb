// The command line, by CLI11: `ramal serve|demo|engine|check|completion|contract|doctor|health|keys|openapi|tail|top|
// webhooks|help|version`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "config/model.hpp"
#include "contract/net/command.hpp"
#include "proxy/tail.hpp"
#include "proxy/top.hpp"
#include "proxy/webhooks_line.hpp"

namespace ramal::net {

// Exit codes, after sysexits.h.
inline constexpr int exit_ok = 0;
inline constexpr int exit_usage = 64;
inline constexpr int exit_unavailable = 69;
inline constexpr int exit_configuration = 78;

enum class command : std::uint8_t {
  serve,
  demo,
  engine,
  check,
  health,
  webhooks,
  doctor,
  new_key,
  list_keys,
  rotate_key,
  test_key,
  tail,
  top,
  contract,
  openapi
};

struct command_line {
  command what = command::serve;
  std::string config_file;
  bool require_engine = false;  // serve: end with 69 if the engine cannot be reached
  bool show = false;            // check: print the effective configuration
  bool engine_file = false;     // check: the file is one of `ramal engine`
  bool as_json = false;         // doctor, keys list
  std::string doctor_url;       // doctor: the base URL of the clients; "": it is not asked
  std::string key_name;         // keys new, rotate, test
  tail_options tail;
  top_options top;
  std::string listen = "127.0.0.1";  // demo: an IP literal
  std::uint16_t port = 8080;  // demo: the gateway's; the engine's API and media have the two behind it; 0: any free
  std::string webhook_url;    // demo: where the engine's events go; "" for nowhere
  std::string go_url;         // demo: the Evolution GO server that gets what is no call; "" for none
  config::secret go_token;    // demo: of its instance
  std::string health_url = "http://127.0.0.1:8080/api/layer/evolution-go/server/ok";  // health
  double speed = 1.0;                                                                 // demo
  std::uint64_t seed = 1;                                                             // demo
  config::log_level log_level = config::log_level::info;                              // demo
  std::string ui_dir;    // serve, demo: the console's files; "" for those of the program
  std::string docs_dir;  // serve, demo: of Swagger UI; "" for the usual folder
  webhooks_line webhooks;
  contract::command_options contract;
  std::string openapi = "evolution-go.json";  // which document
};

// Parses the arguments. Help, version and mistakes are printed here: then `exit_code` is set.
struct parsed_command_line {
  command_line line;
  std::optional<int> exit_code;
};
parsed_command_line parse_command_line(int argc, const char* const* argv);

}  // namespace ramal::net
