#include "engine/webhook_book.hpp"

#include <algorithm>
#include <utility>

namespace ramal::engine {

bool webhook_entry::wants(std::string_view event) const {
  return active && std::ranges::any_of(events, [&](const std::string& one) { return one == "*" || one == event; });
}

webhook_entry* webhook_book::find(std::string_view id) {
  const auto found = std::ranges::find(entries_, id, &webhook_entry::id);
  return found == entries_.end() ? nullptr : &*found;
}

bool webhook_book::remove(std::string_view id) {
  return std::erase_if(entries_, [&](const webhook_entry& one) { return one.id == id; }) > 0;
}

void keep_record(webhook_entry& of, delivery_record one) {
  of.last_triggered = one.at;
  if (of.log.size() >= most_records) of.log.pop_front();
  of.log.push_back(std::move(one));
}

}  // namespace ramal::engine
