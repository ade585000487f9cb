#pragma once

#include <cstdint>
#include <string_view>

namespace ramal::routes {

// Request methods Ramal tells apart (RFC 9110 section 9); any other token is `other`.
enum class method : std::uint8_t { get, head, post, put, patch, delete_, options, other };

// Those that something is served by; PATCH is known, and wrong everywhere.
inline constexpr std::string_view served_methods = "GET, HEAD, POST, PUT, DELETE, OPTIONS";

}  // namespace ramal::routes
