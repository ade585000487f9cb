// The signature of a webhook (native-calls.md, "Webhooks").
#pragma once

#include <string>
#include <string_view>

namespace ramal::engine {

// HMAC-SHA256 of `body`, keyed with `secret`, as 64 lower-case hex digits.
std::string hmac_sha256_hex(std::string_view secret, std::string_view body);

}  // namespace ramal::engine
