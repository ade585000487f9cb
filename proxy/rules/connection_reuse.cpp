#include "proxy/rules/connection_reuse.hpp"

namespace ramal::rules {

bool may_take(const idle_facts& facts, bool idempotent, clock::time_point now, const reuse_limits& limits) {
  const auto longest = idempotent ? limits.idle_timeout : limits.post_idle_max;
  return may_keep(facts, now, limits) && now - facts.idle_since < longest;
}

bool may_keep(const idle_facts& facts, clock::time_point now, const reuse_limits& limits) {
  return !facts.has_unread && facts.requests < limits.max_requests && now - facts.opened < limits.max_age &&
         now - facts.idle_since < limits.idle_timeout;
}

}  // namespace ramal::rules
