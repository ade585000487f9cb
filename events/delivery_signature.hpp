// Signing deliveries as Standard Webhooks says (webhooks.md section 6).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ramal::events {

// The key in `whsec_<base64>`. It is wiped where it goes; it has no way to be printed.
class signing_secret {
 public:
  // `text`: `whsec_` and the base64 of 24 to 64 bytes. Nothing for any other text.
  static std::optional<signing_secret> parse(std::string_view text);

  signing_secret(const signing_secret&) = default;
  signing_secret& operator=(const signing_secret&);
  ~signing_secret();

  // "v1,<base64>" of HMAC-SHA256 over `id.timestamp.body`.
  std::string sign(std::string_view id, std::string_view timestamp, std::string_view body) const;

 private:
  explicit signing_secret(std::string_view key) : key_(key) {}
  std::string key_;
};

// The value of `webhook-signature`: one signature for each secret, a blank between; "" without secrets. `timestamp` is
// that of the attempt in Unix seconds, as `webhook-timestamp` has it.
std::string delivery_signature(std::span<const signing_secret> secrets, std::string_view id, std::string_view timestamp,
                               std::string_view body);

}  // namespace ramal::events
