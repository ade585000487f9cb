// A bot with two addresses that fails in every way, by chance, and notes what it got and said.
#pragma once

#include <array>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "tests/system/bot_stub.hpp"

namespace ramal::system_tests {

struct bot_note {
  std::string id, call, event, body;  // `call` without its first letter
  bool second = false;                // of the second address
  int attempt = 0, said = 0;          // X-Ramal-Attempt; as bot_stub has it
};

// What its answers may be; nobody_there is the bot's absence.
enum class mood : unsigned { good, slow, hangs, no_answer, cut, moved, not_found, gone, failed, busy };
constexpr std::size_t moods = 10;

class moody_bot {
 public:
  // It fails by chance as long as an event has had at most so many attempts.
  moody_bot(unsigned seed, int most_failing) : most_failing_(most_failing), random_(seed) {}

  std::string url() const { return stub_.url(); }
  std::string second_url() const { return stub_.url() + "/second"; }

  // Connections are refused, and accepted again.
  void go_away() { stub_.go_away(); }
  void come_back() { stub_.come_back(); }
  // From now on it is there and answers with 200 at once.
  void be_good();
  // Whether it has said 410 since this was asked last.
  bool was_gone();

  std::vector<bot_note> notes() const;
  std::array<unsigned, moods> counts() const;

 private:
  int answer(const bot_delivery& seen);
  mood choose(int attempt);

  const int most_failing_;
  mutable std::mutex mutex_;
  std::mt19937 random_;
  bool good_ = false, gone_ = false;
  std::array<unsigned, moods> counts_{};
  std::vector<bot_note> notes_;
  bot_stub stub_{[this](const bot_delivery& seen) { return answer(seen); }};  // last: it uses all of the above
};

}  // namespace ramal::system_tests
