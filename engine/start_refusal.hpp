// Why a valid `POST /v1/calls` starts no call: the callee's story, and Meta's refusals (native-calls.md, "Errors").
#pragma once

#include <optional>
#include <string_view>

#include "engine/message.hpp"
#include "engine/number_state.hpp"

namespace ramal::engine {

// `meta_status` is the HTTP status of Meta's refusals.
std::optional<response> refuse_start(number_state& number, std::string_view peer, unsigned meta_status, time_point now);

}  // namespace ramal::engine
