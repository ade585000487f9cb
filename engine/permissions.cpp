#include "engine/permissions.hpp"

#include <algorithm>

#include "engine/story.hpp"

namespace ramal::engine {

namespace {

constexpr std::chrono::hours week(24 * 7);

void drop_before(std::deque<time_point>& times, time_point from) {
  while (!times.empty() && times.front() <= from) times.pop_front();
}

}  // namespace

std::string_view name_of(permission_status status) {
  switch (status) {
    case permission_status::no_permission: return "no_permission";
    case permission_status::temporary: return "temporary";
    case permission_status::permanent: return "permanent";
  }
  return "no_permission";
}

std::size_t user_permission::requests_since(time_point from) const {
  return static_cast<std::size_t>(std::ranges::count_if(requests, [&](time_point at) { return at > from; }));
}

bool user_permission::may_ask(time_point now) const {
  return requests_since(now - one_day) < requests_per_day && requests.size() < requests_per_week;
}

user_permission& permission_book::of(std::string_view digits, time_point now) {
  const auto [place, is_new] = users_.try_emplace(std::string(digits));
  user_permission& user = place->second;
  if (is_new && story_of(digits).start == refusal::permission) user.status = permission_status::no_permission;
  drop_before(user.calls, now - one_day);
  drop_before(user.requests, now - week);
  if (user.expires && *user.expires <= now) {
    user.status = permission_status::no_permission;
    user.expires.reset();
  }
  return user;
}

void permission_book::answer(std::string_view digits, bool granted, time_point now) {
  user_permission& user = of(digits, now);
  if (granted && user.status == permission_status::permanent) return;
  user.status = granted ? permission_status::temporary : permission_status::no_permission;
  user.expires = granted ? std::optional<time_point>(now + week) : std::nullopt;
}

}  // namespace ramal::engine
