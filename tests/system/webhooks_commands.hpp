// `ramal webhooks ...` over a configuration of its own, and what an engine says of its webhooks.
#pragma once

#include <string>
#include <vector>

#include "tests/system/requests.hpp"

namespace ramal::system_tests {

inline const std::string command_hook = "canary_hook_1-abcdefghijklmnop",
                         old_command_hook = "canary_hook_0-abcdefghijklmnop";
inline const std::string public_url = "https://calls.example.com";
// A webhook's `events` as they should be.
inline const std::string wanted_events = R"(["call.ringing","call.connected","call.ended","call.missed"])";

struct command_result {
  int code = 0;
  std::string out, err;
};

bool has(const std::string& text, const std::string& part);

// A folder with a configuration of two keys with webhooks, shop and bar, and one without, plain.
class command_setting {
 public:
  // `engine`: further entries of the engine, ", name: value".
  explicit command_setting(const std::string& engine_url, const std::string& engine = "");

  std::string file() const { return (folder_.path() / "ramal.yaml").string(); }
  // Checks that no secret of the configuration is in what the command says.
  command_result run(std::vector<std::string> words) const;
  command_result ensure(const std::string& key = "shop") const;
  command_result native_log() const;  // of shop

 private:
  temporary_directory folder_;
};

// The engine's webhooks of one key, as text.
std::string listed(const std::string& id, const std::string& url, const std::string& wanted, bool active = true);

}  // namespace ramal::system_tests
