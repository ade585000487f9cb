// What speaks to a TLS port, by its first bytes: OpenSSL knows four methods of HTTP alone. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ramal::admin {

inline constexpr std::size_t longest_method = 32;

enum class first_bytes : std::uint8_t {
  too_few,  // what came may become a method
  http,     // a method and a blank: a token of RFC 9110, of any name
  other     // TLS, or what OpenSSL shall refuse
};
first_bytes judge_first_bytes(std::string_view came);

}  // namespace ramal::admin
