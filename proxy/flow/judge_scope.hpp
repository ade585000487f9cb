// What the key of a request may do (contracts/gateway.md section 2): the one place that refuses. The engine sees
// nothing of what is refused.
#pragma once

#include <string_view>

#include "proxy/flow/admit.hpp"

namespace ramal::flow {

// operation_not_allowed, with a text that says what the key may not do.
outcome judge_operation(const caller& who, config::key_operation needs);

// callee_not_allowed. `digits`: the number as the engine would dial it, without '+'.
outcome judge_callee(const caller& who, std::string_view digits);

}  // namespace ramal::flow
