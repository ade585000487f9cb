// A case of events as data: what the engine posts, what it is told, what the bot gets. README.md describes the text.
#pragma once

#include <string>
#include <vector>

#include "contract/conversation.hpp"

namespace ramal::contract {

// One delivery that the bot must see, and what it answers.
struct bot_turn {
  int line = 0;
  std::string target = "/bot";
  std::vector<field> fields;         // exactly this value; "*": any
  std::vector<std::string> absent;   // names of headers that must not be there
  std::vector<std::string> secrets;  // whsec_...: the delivery is signed with each of them, in this order
  std::vector<body_check> body;
  std::string answer;  // raw bytes
};

// One event of the engine's. `${now}` and the like are still in its texts: they are known when it is played.
struct posted_event {
  int line = 0;
  std::vector<field> fields;
  std::string body;
  unsigned status = 200;
  std::string told;  // the code of a failure, or why it is ignored; "" = stored
  std::vector<bot_turn> bot;
  bool bot_sees_nothing = false;
};

struct event_case {
  std::string file;
  int line = 0;
  std::string name;
  std::string why;
  std::vector<setting> webhook;  // of `keys[].webhook`, and `number`, `time_offset`
  std::vector<posted_event> events;

  bool has(std::string_view of) const;
};

}  // namespace ramal::contract
