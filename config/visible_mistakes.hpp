// Texts that are visibly no secret (http-rules.md K8): what somebody forgot to replace, or put into the wrong place.
#pragma once

#include <cstddef>
#include <string_view>

#include "config/scalars.hpp"

namespace ramal::config {

// A client key has at least so many characters (http-rules.md O1); `demo` is excepted, which opens the demo alone.
inline constexpr std::size_t shortest_client_key = 8;
inline constexpr std::string_view demo_client_key = "demo";

// Whether a text may be a secret, and what to write instead. A mistake does not show the text.
checked check_may_be_secret(std::string_view text);

// Whether a template's placeholder is still in a text: `${X}`, `{{X}}`, `$X`.
bool has_placeholder(std::string_view text);

// The same for a SHA-256 in lower case: it must not be that of nothing, of one letter, or of a text that everybody knows.
checked check_digest(std::string_view hex);

}  // namespace ramal::config
