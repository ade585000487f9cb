#include "auth/keyed_digest.hpp"

#include <string>

#include <catch2/catch.hpp>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace ramal::auth {
namespace {

std::string hex(const digest& value) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : value) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::string repeated(std::size_t count, char byte) { return std::string(count, byte); }

struct vector_row {
  const char* name;
  std::string key;
  std::string text;
  const char* tag;
};

}  // namespace

TEST_CASE("the keyed digest gives the tags of RFC 4231") {
  std::string counting;
  for (char c = 1; c <= 25; ++c) counting += c;
  const vector_row rows[] = {
      {"case 1", repeated(20, '\x0b'), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"case 2", "Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {"case 3", repeated(20, '\xaa'), repeated(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {"case 4", counting, repeated(50, '\xcd'), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {"case 6, a key longer than a block", repeated(131, '\xaa'),
       "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {"case 7, both longer than a block", repeated(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be "
       "hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
  for (const auto& row : rows) {
    INFO(row.name);
    CHECK(hex(keyed_digest(row.key)(row.text)) == row.tag);
  }
}

TEST_CASE("digests agree with OpenSSL's own interface for every length around a block") {
  for (std::size_t size = 0; size < 200; ++size) {
    const std::string text(size, static_cast<char>('a' + size % 26));
    const std::string key(size % 97, 'k');
    INFO("text of " << size << " bytes, key of " << key.size());
    digest plain{}, tag{};
    unsigned int written = 0;
    REQUIRE(EVP_Digest(text.data(), text.size(), plain.data(), &written, EVP_sha256(), nullptr) == 1);
    CHECK(hex(sha256(text)) == hex(plain));
    REQUIRE(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                 reinterpret_cast<const unsigned char*>(text.data()), text.size(), tag.data(), &written) != nullptr);
    CHECK(hex(keyed_digest(key)(text)) == hex(tag));
  }
}

TEST_CASE("one keyed digest may be used again and again") {
  const keyed_digest tag_of("key");
  const auto first = hex(tag_of("one"));
  CHECK(hex(tag_of("two")) != first);
  CHECK(hex(tag_of("one")) == first);
}

TEST_CASE("a digest is tagged as its bytes") {
  const keyed_digest tag_of("key");
  const digest plain = sha256("text");
  const std::string bytes(plain.begin(), plain.end());
  CHECK(hex(tag_of(plain)) == hex(tag_of(bytes)));
}

}  // namespace ramal::auth
