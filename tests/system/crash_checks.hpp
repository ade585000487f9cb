// What must be true when all is over: of the bot's side, and of the outbox.
#pragma once

#include <array>
#include <vector>

#include "store/event_store.hpp"
#include "tests/system/crash_calls.hpp"
#include "tests/system/moody_bot.hpp"

namespace ramal::system_tests {

// The same bytes on every attempt, one id for each event, and no event of a call behind a later one.
void check_attempts(const std::vector<bot_note>& notes, const std::vector<call>& calls);

struct ends {
  std::array<unsigned, 5> by_state{};
  unsigned repeats = 0;  // attempts that were not the first of their event
  unsigned unknown = 0;  // attempts of which the outbox has no result

  unsigned of(store::event_state state) const { return by_state.at(static_cast<std::size_t>(state)); }
};

// Each event that was stored is there once for each address, and has ended in a way that the bot's answers explain.
ends check_ends(store::event_store& outbox, const std::vector<call>& calls, const std::vector<bot_note>& notes);

}  // namespace ramal::system_tests
