// The engine's signature of what it posts (webhooks.md section 3).
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ramal::events {

inline constexpr std::string_view engine_signature_header = "x-pilot-status-signature";

// Whether `value`, that header's value, is the HMAC-SHA256 of the raw body under one of the secrets: 64 hex digits in
// any case, with or without `sha256=` in front. How long it takes does not depend on where they differ, nor on which
// secret it is. Without a secret nothing is verified: false. No time is signed: a body that comes again is as good.
bool is_signed_by_engine(std::string_view value, std::string_view body, std::span<const std::string> secrets);

}  // namespace ramal::events
