// What `ramal webhooks ...` was asked for on the command line.
#pragma once

#include <cstdint>
#include <string>

namespace ramal::net {

enum class webhooks_verb : std::uint8_t { new_hook, ensure, test, list, show, replay, drop, pause, resume, native_log };

struct webhooks_line {
  webhooks_verb what = webhooks_verb::new_hook;
  std::string public_url;   // ensure, native-log: how the engine reaches this gateway
  std::string url;          // test: how this machine does; "": the first listener
  std::string id;           // show, replay, drop: an event
  std::string key;          // its name; list, replay, drop, ensure, native-log: "" for all
  std::string destination;  // the name of one of `more`; "": all, or of pause and resume the first one
  std::string state;        // list
  std::int64_t most = 0;    // list, native-log: lines; 0: as many as usual
};

}  // namespace ramal::net
