#include "events/destination.hpp"

#include <algorithm>

#include "events/mapping.hpp"

namespace ramal::events {

std::string_view text(dialect one) {
  constexpr std::string_view words[] = {"go", "evolution-v2", "pilot", "native"};
  return words[static_cast<std::size_t>(one)];
}

bool wants_all(const destination& to) {
  return std::ranges::any_of(to.events, [](const std::string& name) { return name == "CALL" || name == "ALL"; });
}

bool wants(const destination& to, std::string_view go_name) {
  const event_row* row = find_event(go_name);
  const bool is_phase = row != nullptr && row->what != phase::none;
  if (is_phase && row->what == phase::offer && to.hide_offers) return false;
  return std::ranges::find(to.events, go_name) != to.events.end() || (is_phase && wants_all(to));
}

std::string post_url(const destination& to) {
  return to.speaks == dialect::evolution_v2 && to.by_events ? to.url + "/call" : to.url;
}

}  // namespace ramal::events
