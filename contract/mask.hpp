// Keys leave every text of a run before anything is written.
#pragma once

#include <string>
#include <vector>

#include "contract/result.hpp"

namespace ramal::contract {

// Each secret, as it is, percent-encoded, escaped or in JSON, becomes `***`. Shorter ones than 4 characters stay: they
// would blot out the text and are no keys.
std::string masked(std::string text, const std::vector<std::string>& secrets);

// Every text of the run; of complaints, which may be cut, also the front of a secret at the cut.
void mask(run_result& run, const std::vector<std::string>& secrets);

// Adds the tokens that answers of somebody's own engine hold: who has one hears a call.
void add_tokens(const run_result& run, std::vector<std::string>& secrets);

}  // namespace ramal::contract
