// What holds for every answer of Ramal, whatever a case is about (go-calls.md sections 1, 2 and 5, gateway.md section 1,
// http-rules.md H9).
#pragma once

#include <string>
#include <vector>

#include "contract/expectation.hpp"

namespace ramal::contract {

// What must not be in any byte of an answer, and which origin policy is configured.
struct answer_secrets {
  std::vector<std::string> forbidden;  // native keys, the engine's address
  bool any_origin = true;              // Access-Control-Allow-Origin is `*`
  door through = door::calls;
  std::vector<std::string> passing{};  // by the native door, and of an Evolution GO server: the bodies of the answers
  bool any_passing = false;            // they are not known
};

// `of_head_request`: no body is expected. 1xx answers have no rules but their status.
complaints judge_always(const answer& seen, const answer_secrets& secrets, bool of_head_request);

}  // namespace ramal::contract
