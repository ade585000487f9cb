// Judges what was seen by what a case expects. Every function returns what is wrong, in words; nothing if all is well.
#pragma once

#include <string>
#include <vector>

#include "contract/answer.hpp"
#include "contract/conversation.hpp"
#include "contract/engine_request.hpp"

namespace ramal::contract {

using complaints = std::vector<std::string>;

// Whether the engine saw what the turn says: method, target, named headers, key header and body, byte for byte.
complaints judge_request(const engine_turn& expected, const engine_request& seen);

// What is wrong with a body, or "".
std::string judge_body(const body_check& check, const std::string& body);

// Whether the answer is the one the turn describes (whether the connection stays open is judged by the player).
complaints judge_answer(const client_turn& expected, const answer& seen);

}  // namespace ramal::contract
