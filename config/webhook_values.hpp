// Single values of webhooks' configuration (contracts/webhooks.md section 10). No mistake shows a secret.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "config/scalars.hpp"
#include "config/secret.hpp"

namespace ramal::config {

inline constexpr std::size_t shortest_hook = 22, longest_hook = 128;

// The last segment of a receiver's path: 22 to 128 of A-Z a-z 0-9 _ -.
parsed<secret> check_hook(secret text);

// What logs and dumps may say of a hook: "hook:" and its first 4 characters; "" of an empty one.
std::string shown_hook(const secret& hook);

// `whsec_` and the base64 of 24 to 64 bytes.
parsed<secret> check_signing_secret(secret text);

// 1 to 1024 bytes of visible ASCII, blanks only inside.
parsed<secret> check_delivery_header_value(secret text);

// A header's name that Ramal does not set itself and that belongs to no single connection.
parsed<std::string> parse_delivery_header_name(std::string_view text);

// `CALL`, `ALL`, or the name of an event of a call as Evolution GO writes it.
parsed<std::string> parse_event_name(std::string_view text);

// The name of a further destination: 1 to 64 letters, digits, '-', '_' and '.'.
parsed<std::string> parse_destination_name(std::string_view text);

// "-03:00", "+00:00", up to 14 hours.
parsed<std::chrono::minutes> parse_time_offset(std::string_view text);
std::string print_time_offset(std::chrono::minutes value);

}  // namespace ramal::config
