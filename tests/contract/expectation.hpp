// Judges what was seen by what a case expects. Every function returns what is wrong, in words; nothing if all is well.
#pragma once

#include <string>
#include <vector>

#include "tests/contract/conversation.hpp"
#include "tests/harness/fake_engine.hpp"
#include "tests/harness/raw_client.hpp"

namespace ramal::contract {

using complaints = std::vector<std::string>;

// Whether the engine saw what the turn says: method, target, named headers, key header and body, byte for byte.
complaints judge_request(const engine_turn& expected, const tests::engine_request& seen);

// What is wrong with a body, or "".
std::string judge_body(const body_check& check, const std::string& body);

// Whether the answer is the one the turn describes (the connection's fate is judged by the player).
complaints judge_answer(const client_turn& expected, const tests::answer& seen);

}  // namespace ramal::contract
