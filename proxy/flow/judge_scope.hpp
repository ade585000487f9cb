// What the key of a request may do (contracts/gateway.md section 2): the one place that refuses. The engine sees
// nothing of what is refused.
#pragma once

#include <string>
#include <string_view>

#include "proxy/flow/admit.hpp"

namespace ramal::flow {

routes::failure refuse_operation(config::key_operation needs);

// operation_not_allowed, with a text that says what the key may not do.
inline outcome judge_operation(const caller& who, config::key_operation needs) {
  if (auth::may(who.key.limits, needs)) return std::nullopt;
  return refuse_operation(needs);
}

// callee_not_allowed. `digits`: the number as the engine would dial it, without '+'.
outcome judge_callee(const auth::scope& limits, std::string_view digits);
inline outcome judge_callee(const caller& who, std::string_view digits) {
  return who.key.limits == nullptr ? outcome() : judge_callee(*who.key.limits, digits);
}

// A number as the client wrote it, which the engine gets as it is (gateway.md section 1). `names`: how often the request
// names one. For a key that may not call every number, a request is refused unless it names exactly one and all readers
// see the same digits in it. `scratch` is written to.
struct written_callee {
  std::string_view text;
  unsigned names;
};
outcome judge_written_callee(const caller& who, written_callee number, std::string& scratch);

}  // namespace ramal::flow
