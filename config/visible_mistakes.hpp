// Texts that are visibly no secret (http-rules.md K8): what somebody forgot to replace, or put into the wrong place.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ramal::config {

// A client key has at least so many characters (http-rules.md O1); `demo` is excepted, which opens the demo alone.
inline constexpr std::size_t shortest_client_key = 8;
inline constexpr std::string_view demo_client_key = "demo";

// Why a text is no secret and what to write instead; "" if it may be one. The answer does not show the text.
std::string why_visibly_no_secret(std::string_view text);

// Whether a template's placeholder is still in a text: `${X}`, `{{X}}`, `$X`.
bool has_placeholder(std::string_view text);

// The same for a SHA-256 in lower case: of nothing, of one letter, or of a text that everybody knows.
std::string why_digest_of_no_secret(std::string_view hex);

}  // namespace ramal::config
