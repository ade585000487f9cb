// What a refusal of the engine means, whichever door the request came by (go-calls.md section 5).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "routes/failure.hpp"
#include "routes/native_error.hpp"
#include "routes/plan_response.hpp"

namespace ramal::routes {

// Of a status from 400 on: native_error, or whose fault a 401 or 403 is (upstream_key_rejected, upstream_blocked,
// not_authorized). `found`: what the body says, with views into it or `scratch`.
failure read_refusal(const answer_context& context, std::uint16_t status, std::string_view body, std::string& scratch,
                     native_error& found);

// The engine's own text and code, with this status.
failure native_failure(std::uint16_t status, const native_error& found);

}  // namespace ramal::routes
