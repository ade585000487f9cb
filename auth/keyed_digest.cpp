// The one place that uses OpenSSL's low-level SHA-256: deprecated, but the only form without an allocation.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "auth/keyed_digest.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/rand.h>

namespace ramal::auth {
namespace {

using block = std::array<unsigned char, SHA256_CBLOCK>;

digest finish(SHA256_CTX& state) {
  digest result;
  SHA256_Final(result.data(), &state);
  OPENSSL_cleanse(&state, sizeof state);
  return result;
}

void start_with(SHA256_CTX& state, const block& key, unsigned char pad) {
  block mixed;
  std::transform(key.begin(), key.end(), mixed.begin(),
                 [pad](unsigned char byte) { return static_cast<unsigned char>(byte ^ pad); });
  SHA256_Init(&state);
  SHA256_Update(&state, mixed.data(), mixed.size());
  OPENSSL_cleanse(mixed.data(), mixed.size());
}

}  // namespace

digest sha256(std::string_view text) {
  SHA256_CTX state;
  SHA256_Init(&state);
  SHA256_Update(&state, text.data(), text.size());
  return finish(state);
}

std::uint64_t mark_of(std::string_view text) {
  std::uint64_t mark = 0;
  const digest whole = sha256(text);
  std::memcpy(&mark, whole.data(), sizeof mark);
  return mark;
}

keyed_digest::keyed_digest(std::string_view key) {
  block padded{};
  if (key.size() > padded.size()) {
    const digest shorter = sha256(key);
    std::copy(shorter.begin(), shorter.end(), padded.begin());
  } else {
    std::copy(key.begin(), key.end(), padded.begin());
  }
  start_with(inner_, padded, 0x36);
  start_with(outer_, padded, 0x5c);
  OPENSSL_cleanse(padded.data(), padded.size());
}

keyed_digest::~keyed_digest() {
  OPENSSL_cleanse(&inner_, sizeof inner_);
  OPENSSL_cleanse(&outer_, sizeof outer_);
}

digest keyed_digest::operator()(std::string_view text) const {
  SHA256_CTX inner = inner_;
  SHA256_Update(&inner, text.data(), text.size());
  const digest half = finish(inner);
  SHA256_CTX outer = outer_;
  SHA256_Update(&outer, half.data(), half.size());
  return finish(outer);
}

digest keyed_digest::operator()(const digest& value) const {
  return (*this)(std::string_view(reinterpret_cast<const char*>(value.data()), value.size()));
}

keyed_digest random_keyed_digest() {
  std::array<unsigned char, 32> bytes;
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    throw std::runtime_error("no random bytes for a table of keys: check the system's random source");
  keyed_digest made(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return made;
}

}  // namespace ramal::auth
