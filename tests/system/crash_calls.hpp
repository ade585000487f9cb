// Calls of an engine that repeats and reorders what it posts, and keeps the end of some for its list of calls.
#pragma once

#include <array>
#include <atomic>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/system/crashing_gateway.hpp"

namespace ramal::system_tests {

inline const std::array<std::string, 3> phases{"call.ringing", "call.connected", "call.ended"};
inline constexpr std::size_t ringing = 0, ended = 2;  // places in it

// A call of the engine, what it posts of it, and what it was answered.
struct call {
  std::string id;
  bool outbound = false;
  bool silent = false;              // its end is never posted: the list of calls alone tells it
  std::vector<std::size_t> posted;  // places in `phases`
  std::vector<stubborn_poster::result> answers;
  std::set<std::size_t> stored;  // phases, by the answers
};

// Every phase once, in order; then repeats anywhere, and neighbours change places. Of `posts` posts.
call make_call(unsigned number, unsigned posts, std::mt19937& random);

// The engine's list: empty until it may tell that the calls are over whose end nobody posted.
class call_list {
 public:
  explicit call_list(const std::vector<call>& calls);
  void tell() { told_ = true; }
  engine_reply operator()(const engine_request& request) const;

 private:
  std::string text_;
  std::atomic<bool> told_{false};
};

inline constexpr unsigned posters = 4;

// Posts every fourth call from `first` on, some at a time, so that their events mix. `posted` counts.
void post_some(const crashing_gateway& gateway, std::vector<call>& calls, unsigned first,
               std::atomic<unsigned>& posted);

// Whether each answer is one that the answers before allow; fills `stored`.
void check_answers(call& one);

}  // namespace ramal::system_tests
