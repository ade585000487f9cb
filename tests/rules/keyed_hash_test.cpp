#include <catch2/catch.hpp>

#include <string>

#include "proxy/rules/keyed_hash.hpp"

namespace ramal::rules {

TEST_CASE("the keyed hash is SipHash-2-4: the vectors of its paper and of its reference code") {
  const keyed_hash hash(0x0706050403020100, 0x0f0e0d0c0b0a0908);
  std::string text;
  for (char c = 0; c < 15; ++c) text.push_back(c);
  CHECK(hash("") == 0x726fdb47dd0e0e31);
  CHECK(hash(text.substr(0, 8)) == 0x93f5f5799a932462);
  CHECK(hash(text) == 0xa129ca6149be45e5);
}

TEST_CASE("the keyed hash depends on its key") {
  CHECK(keyed_hash(1, 2)("shop") != keyed_hash(1, 3)("shop"));
  CHECK(keyed_hash(1, 2)("shop") != keyed_hash(2, 2)("shop"));
}

}  // namespace ramal::rules
