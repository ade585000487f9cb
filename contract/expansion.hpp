// The two notations inside a case's text: `${...}` everywhere, and escapes where bytes are written raw.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ramal::contract {

using variables = std::vector<std::pair<std::string, std::string>>;

// Replaces `${name}` by its value and leaves everything else, other `${...}` too, as it is: for the rows of a case.
std::string substitute(std::string_view text, const variables& known);

// Replaces every `${...}`: a variable's name, `repeat N TEXT`, `bytes ESCAPED`, `native calls N`, `ramal calls N`,
// `ramal calls N twice`. Throws std::runtime_error for anything else.
std::string expand(std::string_view text, const variables& known);

// \r \n \t \s (blank) \\ \xNN; throws std::runtime_error for any other escape.
std::string unescape(std::string_view text);

}  // namespace ramal::contract
