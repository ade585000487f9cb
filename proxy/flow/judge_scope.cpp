#include "proxy/flow/judge_scope.hpp"

#include <iterator>

#include "routes/callee.hpp"

namespace ramal::flow {
namespace {

using routes::failure;
using routes::failure_kind;

// In the order of the operations.
constexpr std::string_view refusals[] = {
    "this key may not start calls: ask the operator of this gateway for a key that may",
    "this key may not answer calls: ask the operator of this gateway for a key that may",
    "this key may not reject calls: ask the operator of this gateway for a key that may",
    "this key may not hang up calls: ask the operator of this gateway for a key that may",
    "this key may not list calls: ask the operator of this gateway for a key that may",
    "this key may not look at a call: ask the operator of this gateway for a key that may",
    "this key may not play sound into calls: ask the operator of this gateway for a key that may",
    "this key may not open sessions of calls: ask the operator of this gateway for a key that may",
    "this key may not ask whether the number is connected: ask the operator of this gateway for a key that may",
    "this key may not use the settings of calls: ask the operator of this gateway for a key that may",
    "this key may not use permissions to call: ask the operator of this gateway for a key that may",
    "this key may not use the routes for messages: ask the operator of this gateway for a key that may",
};
static_assert(std::size(refusals) == static_cast<std::size_t>(config::key_operation::messages) + 1);

}  // namespace

failure refuse_operation(config::key_operation needs) {
  failure problem(failure_kind::operation_not_allowed, routes::reason::operation_not_in_allow);
  problem.text = refusals[static_cast<std::size_t>(needs)];
  return problem;
}

outcome judge_callee(const auth::scope& limits, std::string_view digits) {
  const routes::reason why = auth::why_not_call(&limits, digits);
  if (why == routes::reason::none) return std::nullopt;
  return failure(failure_kind::callee_not_allowed, why);
}

// A JID has digits that are none of the number.
outcome judge_written_callee(const caller& who, written_callee number, std::string& scratch) {
  if (!auth::limits_callees(who.key.limits)) return std::nullopt;
  scratch.clear();
  const bool plain = number.names == 1 && number.text.find_first_of("@:") == std::string_view::npos &&
                     routes::parse_callee(number.text, scratch).empty();
  if (!plain) return failure(failure_kind::callee_not_allowed, routes::reason::callee_not_allowed);
  return judge_callee(who, scratch);
}

}  // namespace ramal::flow
