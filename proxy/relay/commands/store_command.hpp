// What an operator asks of the outbox (contracts/webhooks.md section 6): one line there, a text back.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "store/event_store.hpp"

namespace ramal::relay {

enum class store_verb : std::uint8_t { list, show, replay, drop, pause, resume };

struct store_command {
  store_verb what = store_verb::list;
  std::string id;                           // of an event, `rml_...`; "": those of key and destination
  std::string key;                          // its name; "": any
  std::string destination;                  // as the store calls it; "": any
  std::string state;                        // list: ready, busy, done, dead or expired; "": any
  std::int64_t most = 100;                  // list
  std::string by = "ramal webhooks pause";  // pause: who asked for it
};

inline constexpr int exit_nothing = 1;  // there is no such event, or it stays as it is

struct command_answer {
  int exit_code = 0;         // exit_nothing; 69: the outbox cannot be read or written
  std::string text;          // lines for people; no body of an event, and no phone number
  std::int64_t changed = 0;  // events that were replayed or dropped; 1: a destination was paused or resumed
  std::int64_t skipped = 0;  // replay: events that were named and stay as they are
};

// Whether destinations may have something to do after it.
bool changes_work(store_verb what);

// A command as a line without its end, and back; `by` is not in it. Nothing for a text that is none.
std::string to_line(const store_command& command);
std::optional<store_command> read_line(std::string_view line);

// Asks the store. `done` is called once, on the store's thread or on this one; it must not block.
void run(store::event_store& outbox, const store_command& command, store::instant now,
         std::function<void(command_answer)> done);

}  // namespace ramal::relay
