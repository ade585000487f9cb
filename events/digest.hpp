// Digests and the texts that they are written as. OpenSSL, which may allocate; std::bad_alloc if it cannot.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace ramal::events {

using digest = std::array<unsigned char, 32>;

digest sha256(std::string_view text);
std::array<unsigned char, 20> sha1(std::string_view text);  // for UUIDs only
digest hmac_sha256(std::string_view key, std::string_view text);

std::string hex(std::string_view bytes);           // lower case
std::string base32_lower(std::string_view bytes);  // RFC 4648 without padding
std::string base64(std::string_view bytes);        // with padding

// The bytes of a base64 text with padding, as base64() writes it; nothing for any other text.
std::optional<std::string> decode_base64(std::string_view text);

// The bytes of a digest as text for the functions above. A view into it.
template <std::size_t N>
std::string_view bytes_of(const std::array<unsigned char, N>& value) {
  return {reinterpret_cast<const char*>(value.data()), value.size()};
}

}  // namespace ramal::events
