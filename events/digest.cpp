#include "events/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <limits>
#include <new>

namespace ramal::events {
namespace {

template <std::size_t N>
std::array<unsigned char, N> digest_of(std::string_view text, const EVP_MD* kind) {
  std::array<unsigned char, N> result{};
  if (EVP_Digest(text.data(), text.size(), result.data(), nullptr, kind, nullptr) != 1) throw std::bad_alloc();
  return result;
}

const unsigned char* raw(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

digest sha256(std::string_view text) { return digest_of<32>(text, EVP_sha256()); }
std::array<unsigned char, 20> sha1(std::string_view text) { return digest_of<20>(text, EVP_sha1()); }

digest hmac_sha256(std::string_view key, std::string_view text) {
  digest result{};
  unsigned size = 0;
  if (key.size() > std::size_t{std::numeric_limits<int>::max()} ||
      HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), raw(text), text.size(), result.data(), &size) ==
          nullptr)
    throw std::bad_alloc();
  return result;
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char one : bytes) {
    const auto byte = static_cast<unsigned char>(one);
    text += {digits[byte >> 4U], digits[byte & 15U]};
  }
  return text;
}

std::string base32_lower(std::string_view bytes) {
  constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
  std::string text;
  unsigned waiting = 0, bits = 0;
  for (const char one : bytes) {
    waiting = (waiting << 8U | static_cast<unsigned char>(one)) & 0xFFFU;  // 4 bits of before at most
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[waiting >> (bits - 5) & 31U];
  }
  if (bits != 0) text += alphabet[waiting << (5 - bits) & 31U];
  return text;
}

std::string base64(std::string_view bytes) {
  if (bytes.size() > std::size_t{std::numeric_limits<int>::max()} / 2) throw std::bad_alloc();
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL ends it with a zero
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), raw(bytes), static_cast<int>(bytes.size()));
  text.pop_back();
  return text;
}

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0 || text.size() > std::size_t{std::numeric_limits<int>::max()}) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), raw(text),
                                   static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  if (text.ends_with('=')) bytes.pop_back();
  if (text.ends_with("==")) bytes.pop_back();
  // OpenSSL takes blanks around and padding inside as well.
  std::string again = base64(bytes);
  const bool same = again == text;
  OPENSSL_cleanse(again.data(), again.size());
  if (!same) OPENSSL_cleanse(bytes.data(), bytes.size());
  return same ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace ramal::events
