// Which cases a run plays, and why not the others.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contract/case_text.hpp"
#include "contract/conversation.hpp"

namespace ramal::contract {

// safe: nothing but what cannot touch a call; loop: the runner is the engine as well; engine: the engine itself is asked,
// and nothing but what reads; live, engine_live: cases that say so are played as they are, and place a call.
enum class run_mode { safe, loop, engine, live, engine_live };

struct choice {
  bool plays = false;
  bool lies = false;    // its tag `safe` claims what is not true: a fault of the case
  std::string why_not;  // of one that is not played
};

// Whether it is a case of the engine's webhooks: the engine speaks first.
bool begins_with_event(const case_text& text);

// Whether the case is played in this mode. What it may send is judged by its bytes (safety.hpp), never by its tags.
choice choose(const contract_case& what, run_mode mode);

// "routes: start*" against "routes: start of a call": `*` stands for any text.
bool fits_wildcard(std::string_view pattern, std::string_view name);

// "routes: start"
std::string full_name(const std::string& file, const std::string& name);

}  // namespace ramal::contract
