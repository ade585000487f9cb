// The pure flow, from the first byte of a request to the last of its answer, without a socket.
#pragma once

#include <memory>

#include "contract/stage.hpp"

namespace ramal::contract {

std::unique_ptr<stage> make_pure_stage(const contract_case& what);

}  // namespace ramal::contract
