#include "events/sides.hpp"

#include "events/phone.hpp"

namespace ramal::events {
namespace {

direction direction_of(const native_event& event, bool from_own, bool to_own) {
  if (event.way != direction::unknown || from_own == to_own) return event.way;
  return from_own ? direction::outbound : direction::inbound;
}

sides normalized_sides(const native_event& event, std::string_view own_number) {
  const bool from_own = same_number(event.from, own_number), to_own = same_number(event.to, own_number);
  sides found;
  found.way = direction_of(event, from_own, to_own);
  const bool is_outbound = found.way == direction::outbound;
  found.peer = is_outbound ? event.to : event.from;
  const std::string& own_side = is_outbound ? event.from : event.to;
  found.own = own_number.empty() ? own_side : std::string(own_number);
  // Without a direction both sides have to be known: the one that is missing may be our own.
  const bool says_own_side = !own_side.empty() && (found.way != direction::unknown || !event.from.empty());
  found.other_number = !own_number.empty() && says_own_side && !from_own && !to_own;
  found.from_own_number = from_own;
  return found;
}

// Evolution GO's events name the peer and who placed the call, never the number that they are of.
sides go_sides(const native_event& event, std::string_view own_number) {
  const bool own_creator = same_number(event.creator, own_number) || same_number(event.from, own_number);
  sides found;
  found.own = own_number;
  found.peer = event.from.empty() && !own_creator ? event.creator : event.from;
  found.from_own_number = own_creator;
  if (own_creator) found.way = direction::outbound;
  else if (event.name == "CallOffer" || same_number(event.creator, event.from)) found.way = direction::inbound;
  return found;
}

}  // namespace

sides sides_of(const native_event& event, std::string_view own_number) {
  return event.form == shape::go ? go_sides(event, own_number) : normalized_sides(event, own_number);
}

}  // namespace ramal::events
