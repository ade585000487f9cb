// What a client presented: collected by the head reader, judged by auth::decide.
#pragma once

#include <cstdint>
#include <string_view>

namespace ramal::auth {

// The three headers that may carry a credential (go-calls.md section 2), in order of precedence.
enum class credential_header : std::uint8_t { apikey, x_api_key, x_api_key_id };

// One header as it came: `present` if the field was there at all, `conflicting` if it was repeated with different
// values. The view lives as long as the head.
struct presented_value {
  std::string_view value{};
  bool present = false;
  bool conflicting = false;

  // Notes one more field of this name.
  void add(std::string_view text) {
    if (present && text != value) conflicting = true;
    value = text;
    present = true;
  }
};

struct presented {
  presented_value apikey;
  presented_value x_api_key;
  presented_value x_api_key_id;
};

// That of the first header that is there, "" if none is.
inline std::string_view value_of(const presented& credentials) {
  if (credentials.apikey.present) return credentials.apikey.value;
  return credentials.x_api_key.present ? credentials.x_api_key.value : credentials.x_api_key_id.value;
}

}  // namespace ramal::auth
