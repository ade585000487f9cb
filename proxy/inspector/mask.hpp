// Takes secrets and numbers out of the texts of an exchange, when they are captured (console.md section 3). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/key_ring.hpp"

namespace ramal::inspector {

inline constexpr std::string_view hidden = "***";

// What is known to be secret in one exchange.
struct secrets {
  const auth::key_ring& known;            // keys and hooks of the configuration
  std::vector<std::string> travelling{};  // keys and tokens that came or went with this exchange, in any form
  bool numbers = true;                    // phone numbers keep their last 4 digits
};

// Whether what stands under this name is a secret, whatever it is: of a header, of a parameter, of a member of JSON.
bool is_secret_name(std::string_view name);

// Whether this value is: also of a name that has "session" in it, what looks like an id. "sessionMode":"talk" and a sentence
// stay readable, and so does a time
// under a name that says so.
bool is_secret_value(std::string_view name, std::string_view value);

// Whether a session's id may stand under this name.
bool is_session_name(std::string_view name);

// Of a name whose number is no phone number: one of its words (camelCase, '_', '-') says time, size or duration, and none says
// phone number or session.
bool is_amount(std::string_view name);

// All forms of keys and tokens that are known, what looks like a native key, URLs of WebSockets behind their host, secret
// parameters of other URLs and forms, passwords and keys of an SDP, numbers. `text`: plain, not escaped.
void mask_text(std::string& text, const secrets& of);

// "a=1&token=x": values are masked under a secret name, and like any text. Percent-encoded values are looked into.
std::string mask_query(std::string_view query, const secrets& of);

// "/path?query". The path as the access log has it, which is cut behind 128 bytes.
std::string mask_target(std::string_view target, const secrets& of);

}  // namespace ramal::inspector
