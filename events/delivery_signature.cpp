#include "events/delivery_signature.hpp"

#include <openssl/crypto.h>

#include "events/digest.hpp"

namespace ramal::events {
namespace {

constexpr std::string_view prefix = "whsec_";
constexpr std::size_t shortest_key = 24, longest_key = 64;

void wipe(std::string& key) { OPENSSL_cleanse(key.data(), key.size()); }

}  // namespace

std::optional<signing_secret> signing_secret::parse(std::string_view text) {
  if (!text.starts_with(prefix)) return std::nullopt;
  std::optional<std::string> key = decode_base64(text.substr(prefix.size()));
  if (!key) return std::nullopt;
  std::optional<signing_secret> result;
  if (key->size() >= shortest_key && key->size() <= longest_key) result = signing_secret(*key);
  wipe(*key);
  return result;
}

signing_secret& signing_secret::operator=(const signing_secret& other) {
  if (this == &other) return *this;
  wipe(key_);
  key_ = other.key_;
  return *this;
}

signing_secret::~signing_secret() { wipe(key_); }

std::string signing_secret::sign(std::string_view id, std::string_view timestamp, std::string_view body) const {
  std::string text;
  text.reserve(id.size() + timestamp.size() + body.size() + 2);
  text.append(id).append(1, '.').append(timestamp).append(1, '.').append(body);
  const digest sum = hmac_sha256(key_, text);
  return "v1," + base64(bytes_of(sum));
}

std::string delivery_signature(std::span<const signing_secret> secrets, std::string_view id, std::string_view timestamp,
                               std::string_view body) {
  std::string value;
  for (const signing_secret& one : secrets) {
    if (!value.empty()) value += ' ';
    value += one.sign(id, timestamp, body);
  }
  return value;
}

}  // namespace ramal::events
