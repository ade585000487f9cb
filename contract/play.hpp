// Plays a case on a stage: every exchange in turn, each judged by the case and by what always holds.
#pragma once

#include "contract/expectation.hpp"
#include "contract/stage.hpp"

namespace ramal::contract {

// What went otherwise than the case says, each with its place in the file.
complaints play(const contract_case& what, stage& on);

}  // namespace ramal::contract
