// What an operator says of the outbox, on the command line or on the admin interface, as a command for the store. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "config/model.hpp"
#include "proxy/relay/commands/store_command.hpp"

namespace ramal::relay {

struct outbox_order {
  store_verb what = store_verb::list;
  std::string id;           // show, replay, drop: an event
  std::string key;          // its name; list, replay, drop: "" for all
  std::string destination;  // the name of one of `more`; "": all, or of pause and resume the first one
  std::string state;        // list
  std::int64_t most = 0;    // list; 0: as many as usual
};

// Whether the configuration has the destination that it names.
bool is_configured(const outbox_order& order, const config::gateway& settings);

enum class order_fault : std::uint8_t {
  none,
  nothing_named,        // replay and drop need an event or a key
  no_such_destination,  // pause, and whatever names a destination: the configuration has none of this name
};
order_fault fault_in(const outbox_order& order, const config::gateway& settings);

// Of an order without a fault.
store_command command_of(const outbox_order& order);

}  // namespace ramal::relay
