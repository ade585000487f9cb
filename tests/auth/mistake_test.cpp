#include "auth/mistake.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "tests/auth/ring_fixture.hpp"
#include "auth/decide.hpp"

namespace ramal::auth {
namespace {

using routes::reason;

reason why(const std::string& header, const std::string& value, bool accept_native_keys = false) {
  presented credentials;
  (header == "apikey"      ? credentials.apikey
   : header == "x-api-key" ? credentials.x_api_key
                           : credentials.x_api_key_id)
      .add(value);
  const key_ring ring(shop_and_bot());
  const auto decided = decide(credentials, ring, accept_native_keys, {});
  return decided.has_value() ? reason::none : decided.error().why;
}

}  // namespace

TEST_CASE("a refusal says for the log what is wrong with the key") {
  CHECK(why("apikey", "client-shop") == reason::none);
  CHECK(why("apikey", "") == reason::empty_key);
  CHECK(why("apikey", std::string(512, 'k')) == reason::unknown_key);
  CHECK(why("apikey", std::string(513, 'k')) == reason::long_key);
  for (const char* header : {"apikey", "x-api-key", "x-api-key-id"})
    CHECK(why(header, "Client-Shop") == reason::unknown_key);
  CHECK(why("apikey", "ps_own") == reason::native_key_not_accepted);
  CHECK(why("x-api-key", "ps_own") == reason::native_key_not_accepted);
  CHECK(why("x-api-key-id", "own") == reason::unknown_key);
  CHECK(why("apikey", "ps_own", true) == reason::none);
  CHECK(why("apikey", "own", true) == reason::unknown_key);
  CHECK(decide({}, key_ring(shop_and_bot()), false, {}).error().why == reason::no_key);
  presented twice;
  twice.apikey.add("client-shop");
  twice.apikey.add("client-bot");
  CHECK(decide(twice, key_ring(shop_and_bot()), false, {}).error().why == reason::different_keys);
}

TEST_CASE("a key that was not filled in, or has a word in front, is told apart from an unknown one") {
  for (const char* value : {"{{$json.apikey}}", "{{ apikey }}", "${API_KEY}", "$API_KEY", "\"client-shop\"", "'k'",
                            "undefined", "NULL", "None", "<your-key>", "%APIKEY%", "[object Object]", "your-api-key"})
    CHECK(mistake_in(value) == reason::key_placeholder);
  for (const char* value : {"Bearer client-shop", "bearer x", "apikey: client-shop", "token=client-shop", "Basic abc"})
    CHECK(mistake_in(value) == reason::key_with_prefix);
  for (const char* value : {"client-shop", "key-of-mine", "a:b", "%", "\"", "two words"})
    CHECK(mistake_in(value) == reason::unknown_key);
}

}  // namespace ramal::auth
