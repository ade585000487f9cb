// The client's body for an answer of the engine whose status is a success (go-calls.md section 5).
#pragma once

#include <cstdint>
#include <string_view>

#include "routes/bytes.hpp"
#include "routes/plan_response.hpp"

namespace ramal::routes {

// What became of the answer. `refused`: its body says that it is no success.
enum class written : std::uint8_t { whole, malformed, refused };

// Appends to `out` what of the body could be written; whole only if it is so.
written write_success(const answer_context& context, std::string_view body, answer_scratch& scratch, bytes& out);

// The body of /instance/status, in the shape of the row: what is known of the number is whether it is connected.
void write_connection(bool connected, const answer_context& context, answer_scratch& scratch, bytes& out);

}  // namespace ramal::routes
