#include "proxy/relay/commands/outbox_order.hpp"

#include <algorithm>

#include "proxy/relay/destinations.hpp"

namespace ramal::relay {

bool is_configured(const outbox_order& order, const config::gateway& settings) {
  const auto key = std::ranges::find_if(settings.keys,
                                        [&](const config::key& one) { return one.name == order.key && one.webhook; });
  if (key == settings.keys.end()) return false;
  return order.destination.empty() ||
         std::ranges::any_of(key->webhook->more, [&](const auto& one) { return one.name == order.destination; });
}

order_fault fault_in(const outbox_order& order, const config::gateway& settings) {
  const bool of_all = order.what == store_verb::replay || order.what == store_verb::drop;
  if (of_all && order.id.empty() && order.key.empty()) return order_fault::nothing_named;
  const bool names_one = order.what == store_verb::pause || !order.destination.empty();
  return names_one && !is_configured(order, settings) ? order_fault::no_such_destination : order_fault::none;
}

store_command command_of(const outbox_order& order) {
  store_command command;
  command.what = order.what;
  command.id = order.id;
  command.key = order.key;
  command.state = order.state;
  if (order.most != 0) command.most = order.most;
  const bool one = order.what == store_verb::pause || order.what == store_verb::resume;
  if (one || !order.destination.empty()) command.destination = destination_id(order.key, order.destination);
  return command;
}

}  // namespace ramal::relay
