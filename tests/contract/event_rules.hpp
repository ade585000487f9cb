// Judges a delivery, by the case and by what holds for each (webhooks.md section 6).
#pragma once

#include "tests/contract/event_case.hpp"
#include "contract/expectation.hpp"
#include "tests/harness/contract_names.hpp"

namespace ramal::contract {

complaints judge_delivery(const bot_turn& expected, const tests::engine_request& seen);

// Headers that every delivery has, and what none may hold.
complaints judge_any_delivery(const tests::engine_request& seen, const std::vector<std::string>& forbidden);

// `${any}` in the expected text stands for any text.
bool fits_pattern(std::string_view expected, std::string_view text);

}  // namespace ramal::contract
