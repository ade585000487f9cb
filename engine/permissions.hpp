// Who may be called from a META number, how often it may be called, and how often it may be asked
// (native-calls.md, "Errors": 138006, 138009, 138012).
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/clock.hpp"

namespace ramal::engine {

enum class permission_status { no_permission, temporary, permanent };
std::string_view name_of(permission_status status);  // "no_permission"

inline constexpr std::chrono::hours one_day(24);
inline constexpr std::size_t calls_per_day = 100;    // in 24 h, from one number to one user
inline constexpr std::size_t requests_per_day = 1;   // in 24 h
inline constexpr std::size_t requests_per_week = 2;  // in 7 days

// What happened between one number and one user, within the last 7 days.
struct user_permission {
  permission_status status = permission_status::permanent;
  std::optional<time_point> expires;  // of a temporary one
  std::deque<time_point> calls;       // at most calls_per_day
  std::deque<time_point> requests;    // at most requests_per_week

  bool may_call() const { return status != permission_status::no_permission && calls.size() < calls_per_day; }
  std::size_t requests_since(time_point from) const;
  bool may_ask(time_point now) const;
};

class permission_book {
 public:
  // The user's state at `now`, what is out of date taken away; new users begin as their story says.
  user_permission& of(std::string_view digits, time_point now);

  // A user's answer to a request: a granted permission holds for 7 days.
  void answer(std::string_view digits, bool granted, time_point now);

 private:
  std::unordered_map<std::string, user_permission> users_;
};

}  // namespace ramal::engine
