// The number that a client wants to call (go-calls.md section 3). No number is ever called that the client did not
// mean: what can be read in two ways is refused.
#pragma once

#include <string>
#include <string_view>

namespace ramal::routes {

// Appends the callee's digits (8 to 15, no '+') to `digits`. `text` is the decoded string or the integer's text.
// Returns an empty view, or the text of the VALIDATION_ERROR and then leaves `digits` alone.
std::string_view parse_callee(std::string_view text, std::string& digits);

// The text for a callee that is neither a string nor a whole number without sign.
std::string_view callee_of_wrong_type();

}  // namespace ramal::routes
