#include "engine/webhook_chaos.hpp"

#include <algorithm>

namespace ramal::engine {

bool webhook_chaos::is_for(std::string_view event) const {
  return settings_.events.empty() || std::ranges::find(settings_.events, event) != settings_.events.end();
}

std::vector<milliseconds> webhook_chaos::waits(std::string_view event) {
  if (!is_for(event)) return {milliseconds(0)};
  const chaos_settings now = settings_;
  if (now.next == 1) settings_ = {};
  if (now.next > 1) --settings_.next;
  if (now.drop > 0 && below(100) < now.drop) return {};
  const bool repeated = now.repeat > 0 && below(100) < now.repeat_percent;
  std::vector<milliseconds> made(repeated ? now.repeat + 1 : 1, now.delay);
  for (milliseconds& one : made) {
    if (now.reorder.count() > 0) one += milliseconds(below(static_cast<std::uint64_t>(now.reorder.count()) + 1));
  }
  return made;
}

}  // namespace ramal::engine
