#pragma once

#include <cstdint>

namespace ramal::routes {

// Request methods Ramal tells apart (RFC 9110 section 9); any other token is `other`.
enum class method : std::uint8_t { get, head, post, put, patch, delete_, options, other };

}  // namespace ramal::routes
