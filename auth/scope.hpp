// What a client key may be used for, from where and until when (contracts/gateway.md section 2). Values and pure
// functions; a key without rules has no scope, and null stands for it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/key_operations.hpp"
#include "config/model.hpp"
#include "routes/failure.hpp"

namespace ramal::auth {

struct scope {
  config::key_operations operations = 0;  // that the key may use
  config::callee_rules callees;
  std::optional<std::chrono::sys_seconds> expires{};  // from then on the key is unknown
  std::vector<config::network> addresses;             // that it may come from; none: any
};

// When and from where a key is shown. `at` is wall-clock time: a clock that is set moves what has expired. `from` is
// the client as http-rules.md H6 has it.
struct sighting {
  std::chrono::system_clock::time_point at{};
  config::ip_address from{};
};

// None: the key has no rules.
std::optional<scope> scope_of(const config::key& entry);

// Whether the key may use an operation.
inline bool may(const scope* limits, config::key_operation what) {
  return limits == nullptr || (limits->operations & config::set_of(what)) != 0;
}

// Why the key may not call this number: callee_denied or callee_not_allowed; none: it may. `digits`: those that the
// engine would dial, the country code first, without '+'. Who is denied in one of the two forms that WhatsApp takes for
// one number (with and without the 9 of Brazil's and Argentina's mobiles, the 1 of Mexico's) is denied in the other.
routes::reason why_not_call(const scope* limits, std::string_view digits);
inline bool may_call(const scope* limits, std::string_view digits) {
  return why_not_call(limits, digits) == routes::reason::none;
}

// Whether there are numbers that the key may not call.
inline bool limits_callees(const scope* limits) {
  return limits != nullptr && !(limits->callees.allow.empty() && limits->callees.deny.empty());
}

// Why a key is as good as unknown: key_expired or address_not_allowed; none: it is known.
routes::reason why_unknown(const scope& limits, const sighting& seen);

}  // namespace ramal::auth
