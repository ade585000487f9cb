// SHA-256 and HMAC-SHA-256 on the stack: OpenSSL's EVP interface allocates per call, and a request may not.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <openssl/sha.h>

namespace ramal::auth {

using digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

// SHA-256 of `text`; leaves no trace of the text on the stack.
digest sha256(std::string_view text);

// The first bytes of sha256(text): names a thing in tables, the same in every process.
std::uint64_t mark_of(std::string_view text);

// HMAC-SHA-256 under one key (RFC 2104). The key is folded into two states once, so that a digest costs two
// compressions less. The states are as secret as the key and are cleansed at the end.
class keyed_digest {
 public:
  explicit keyed_digest(std::string_view key);
  keyed_digest(const keyed_digest&) = default;
  keyed_digest& operator=(const keyed_digest&) = default;
  ~keyed_digest();

  digest operator()(std::string_view text) const;
  digest operator()(const digest& value) const;

 private:
  SHA256_CTX inner_{};
  SHA256_CTX outer_{};
};

// Under a key that nobody knows, for tables of this process. Throws std::runtime_error if the system has no random bytes.
keyed_digest random_keyed_digest();

}  // namespace ramal::auth
