#include "events/engine_signature.hpp"

#include <openssl/crypto.h>

#include <optional>

#include "config/letters.hpp"
#include "events/digest.hpp"

namespace ramal::events {
namespace {

constexpr std::string_view scheme = "sha256=";

int hex_value(char c) {
  const char letter = config::to_lower(c);
  if (config::is_digit(letter)) return letter - '0';
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

std::optional<digest> digest_in(std::string_view value) {
  if (config::equal_ignoring_case(value.substr(0, scheme.size()), scheme)) value.remove_prefix(scheme.size());
  digest result{};
  if (value.size() != result.size() * 2) return std::nullopt;
  for (std::size_t i = 0; i < result.size(); ++i) {
    const int high = hex_value(value[i * 2]), low = hex_value(value[i * 2 + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    result[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return result;
}

}  // namespace

bool is_signed_by_engine(std::string_view value, std::string_view body, std::span<const std::string> secrets) {
  const std::optional<digest> claimed = digest_in(value);
  if (!claimed) return false;
  bool found = false;
  for (const std::string& secret : secrets) {
    digest right = hmac_sha256(secret, body);
    const bool same = CRYPTO_memcmp(right.data(), claimed->data(), right.size()) == 0;
    OPENSSL_cleanse(right.data(), right.size());
    found = found || same;
  }
  return found;
}

}  // namespace ramal::events
