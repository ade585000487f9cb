#include "proxy/rules/retry.hpp"

namespace ramal::rules {

bool may_retry(const attempt& ended, bool idempotent, unsigned attempts_so_far) {
  if (attempts_so_far >= most_attempts || ended.timed_out) return false;
  return !ended.sent || (idempotent && !ended.answered);
}

}  // namespace ramal::rules
