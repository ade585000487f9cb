#include "proxy/rules/retry.hpp"

#include <algorithm>

namespace ramal::rules {

bool may_retry(const attempt& ended, bool idempotent, unsigned attempts_so_far) {
  if (attempts_so_far >= most_attempts || ended.timed_out) return false;
  return !ended.sent || (idempotent && !ended.answered);
}

bool allows_retry(const retry_load& now, const retry_budget& budget) {
  return now.again < std::max<std::size_t>(budget.least, now.in_flight * budget.percent / 100);
}

}  // namespace ramal::rules
