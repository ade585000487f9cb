// Tokens of the media WebSocket: each works once, within 120 s of engine time (native-calls.md, "Realtime media").
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "engine/clock.hpp"

namespace ramal::engine {

inline constexpr std::chrono::seconds token_lifetime(120);

// What a token opens: one call of one number, full duplex or receive only.
struct media_grant {
  std::size_t number = 0;      // index in world
  std::uint64_t sequence = 0;  // call within the number's book
  bool talk = false;
};

enum class token_state { fresh, unknown, used, expired };

class media_tokens {
 public:
  void issue(std::string token, media_grant grant, time_point now);

  // Looks without using up. `unknown` also for tokens that expired long ago and were forgotten.
  std::pair<token_state, media_grant> check(std::string_view token, time_point now) const;
  void use(std::string_view token);
  std::size_t size() const { return tokens_.size(); }

 private:
  struct entry {
    media_grant grant;
    time_point expires;
    bool used = false;
  };
  void forget_before(time_point now);

  std::unordered_map<std::string, entry> tokens_;
  std::deque<std::pair<time_point, std::string>> by_expiry_;
};

}  // namespace ramal::engine
