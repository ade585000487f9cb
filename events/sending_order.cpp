#include "events/sending_order.hpp"

namespace ramal::events {

bool may_send(order_rule rule, before state, milliseconds unanswered_for, milliseconds patience) {
  if (rule == order_rule::none || state == before::finished) return true;
  return rule == order_rule::patient && state == before::unanswered && unanswered_for >= patience;
}

}  // namespace ramal::events
