#include "auth/scope.hpp"

#include <algorithm>

#include "config/networks.hpp"

namespace ramal::auth {
namespace {

using routes::reason;

bool begins_with_any(std::string_view digits, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [digits](const std::string& one) { return digits.starts_with(one); });
}

}  // namespace

std::optional<scope> scope_of(const config::key& entry) {
  scope made;
  for (const std::string& word : entry.allow)
    made.operations = static_cast<config::key_operations>(made.operations | config::operations_of(word));
  made.callees = entry.callees.value_or(config::callee_rules{});
  made.expires = entry.expires;
  made.addresses = entry.addresses;
  const bool any_callee = made.callees.allow.empty() && made.callees.deny.empty();
  const bool any_operation = made.operations == config::operations_of("all");
  if (any_operation && any_callee && !made.expires && made.addresses.empty()) return std::nullopt;
  return made;
}

reason why_not_call(const scope* limits, std::string_view digits) {
  if (limits == nullptr) return reason::none;
  if (begins_with_any(digits, limits->callees.deny)) return reason::callee_denied;
  if (limits->callees.allow.empty() || begins_with_any(digits, limits->callees.allow)) return reason::none;
  return reason::callee_not_allowed;
}

reason why_unknown(const scope& limits, const sighting& seen) {
  if (limits.expires && std::chrono::floor<std::chrono::seconds>(seen.at) >= *limits.expires)
    return reason::key_expired;
  if (limits.addresses.empty() || config::any_holds(limits.addresses, seen.from)) return reason::none;
  return reason::address_not_allowed;
}

}  // namespace ramal::auth
