#include "auth/decide.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/auth/ring_fixture.hpp"

namespace ramal::auth {
namespace {

struct field {
  credential_header header;
  std::string value;
};

constexpr auto apikey = credential_header::apikey;
constexpr auto x_api_key = credential_header::x_api_key;
constexpr auto x_api_key_id = credential_header::x_api_key_id;

presented present(const std::vector<field>& fields) {
  presented result;
  for (const auto& [header, value] : fields) {
    (header == apikey ? result.apikey : header == x_api_key ? result.x_api_key : result.x_api_key_id).add(value);
  }
  return result;
}

// "key name|native value|header it travels in|injected or own", or "401"; only a test may put these side by side.
std::string outcome(const std::vector<field>& fields, bool accept_native_keys = false) {
  const key_ring ring(shop_and_bot());
  const auto decided = decide(present(fields), ring, accept_native_keys, {});
  if (!decided.has_value()) {
    CHECK(decided.error().kind == routes::failure_kind::not_authorized);
    CHECK(decided.error().text.empty());
    CHECK_FALSE(decided.error().sent);
    return "401";
  }
  return std::string(decided->key_name) + "|" + std::string(decided->native_value) + "|" +
         (decided->kind == config::native_key_kind::key ? "x-api-key" : "x-api-key-id") + "|" +
         (decided->injected ? "injected" : "own");
}

const std::string shop = "shop|ps_native_shop|x-api-key|injected";
const std::string bot = "bot|id_native_bot|x-api-key-id|injected";

}  // namespace

TEST_CASE("a client key in any of the three headers gets the native key bound to it") {
  for (const auto header : {apikey, x_api_key, x_api_key_id}) {
    CHECK(outcome({{header, "client-shop"}}) == shop);
    CHECK(outcome({{header, "client-bot"}}) == bot);
    CHECK(outcome({{header, "client-bot"}}, true) == bot);
  }
}

TEST_CASE("without any credential a request is refused") {
  CHECK(outcome({}) == "401");
  CHECK(outcome({}, true) == "401");
}

TEST_CASE("the first header present decides: apikey, then x-api-key, then x-api-key-id") {
  CHECK(outcome({{apikey, "client-shop"}, {x_api_key, "client-bot"}}) == shop);
  CHECK(outcome({{x_api_key, "client-bot"}, {apikey, "client-shop"}}) == shop);
  CHECK(outcome({{x_api_key, "client-shop"}, {x_api_key_id, "client-bot"}}) == shop);
  CHECK(outcome({{apikey, "client-shop"}, {x_api_key_id, "client-bot"}}) == shop);
  CHECK(outcome({{apikey, "wrong"}, {x_api_key, "client-bot"}}) == "401");
  CHECK(outcome({{x_api_key, "wrong"}, {x_api_key_id, "client-bot"}}) == "401");
  CHECK(outcome({{apikey, "wrong"}, {x_api_key, "ps_own"}}, true) == "401");
}

TEST_CASE("a header that is present but empty is refused, whatever the others say") {
  CHECK(outcome({{apikey, ""}}) == "401");
  CHECK(outcome({{apikey, ""}, {x_api_key, "client-shop"}}) == "401");
  CHECK(outcome({{x_api_key, ""}, {x_api_key_id, "client-shop"}}) == "401");
  CHECK(outcome({{x_api_key_id, ""}}, true) == "401");
}

TEST_CASE("a header repeated with the same value counts once") {
  CHECK(outcome({{apikey, "client-shop"}, {apikey, "client-shop"}}) == shop);
  CHECK(outcome({{x_api_key_id, "own"}, {x_api_key_id, "own"}}, true) == "native|own|x-api-key-id|own");
}

TEST_CASE("a header repeated with another value is refused, also where it would not have decided") {
  CHECK(outcome({{apikey, "client-shop"}, {apikey, "client-bot"}}) == "401");
  CHECK(outcome({{apikey, "client-bot"}, {apikey, "client-shop"}, {apikey, "client-shop"}}) == "401");
  CHECK(outcome({{apikey, "client-shop"}, {apikey, ""}}) == "401");
  CHECK(outcome({{apikey, ""}, {apikey, "client-shop"}}) == "401");
  CHECK(outcome({{x_api_key, "client-shop"}, {x_api_key, "wrong"}}) == "401");
  CHECK(outcome({{x_api_key_id, "one"}, {x_api_key_id, "two"}}, true) == "401");
  CHECK(outcome({{apikey, "client-shop"}, {x_api_key, "a"}, {x_api_key, "b"}}) == "401");
}

TEST_CASE("a credential of 512 bytes is judged, one of 513 is refused") {
  const std::string longest(512, 'k');
  const key_ring ring({entry("long", longest, "ps_long"), entry("longer", longest + "k", "ps_longer")});
  presented at_limit, above;
  at_limit.apikey.add(longest);
  const std::string too_long = longest + "k";
  above.apikey.add(too_long);
  CHECK(decide(at_limit, ring, false, {}).has_value());
  CHECK_FALSE(decide(above, ring, false, {}).has_value());
  CHECK(outcome({{x_api_key_id, longest}}, true) == "native|" + longest + "|x-api-key-id|own");
  CHECK(outcome({{x_api_key_id, too_long}}, true) == "401");
}

TEST_CASE("an unknown key is refused") {
  CHECK(outcome({{apikey, "nobody"}}) == "401");
  CHECK(outcome({{apikey, "nobody"}}, true) == "401");
  CHECK(outcome({{apikey, "CLIENT-SHOP"}}) == "401");
}

TEST_CASE("native keys are refused unless they are accepted") {
  CHECK(outcome({{apikey, "ps_own"}}) == "401");
  CHECK(outcome({{x_api_key, "ps_own"}}) == "401");
  CHECK(outcome({{x_api_key_id, "own-id"}}) == "401");
}

TEST_CASE("an accepted native key travels in its own native header") {
  CHECK(outcome({{apikey, "ps_own"}}, true) == "native|ps_own|x-api-key|own");
  CHECK(outcome({{x_api_key, "ps_own"}}, true) == "native|ps_own|x-api-key|own");
  CHECK(outcome({{x_api_key_id, "own-id"}}, true) == "native|own-id|x-api-key-id|own");
}

TEST_CASE("only ps_ and something behind it looks like a native key") {
  for (const std::string value : {"ps_", "ps-own", "PS_own", "own", "xps_own"}) {
    INFO(value);
    CHECK(outcome({{apikey, value}}, true) == "401");
    CHECK(outcome({{x_api_key, value}}, true) == "401");
  }
}

TEST_CASE("a native value with anything but visible ASCII is refused") {
  for (const std::string value : {"ps_a b", "ps_a\tb", "ps_a\r\nx-evil: 1", "ps_\x7f", "ps_\xc3\xa7", "ps_a\x01"}) {
    CHECK(outcome({{apikey, value}}, true) == "401");
    CHECK(outcome({{x_api_key_id, value}}, true) == "401");
  }
  CHECK(outcome({{apikey, std::string("ps_a\0b", 6)}}, true) == "401");
  CHECK(outcome({{apikey, "ps_!~"}}, true) == "native|ps_!~|x-api-key|own");
}

TEST_CASE("a bound native key presented by a client is that client's own, never the ring's") {
  CHECK(outcome({{apikey, "ps_native_shop"}}) == "401");
  CHECK(outcome({{apikey, "ps_native_shop"}}, true) == "native|ps_native_shop|x-api-key|own");
}

TEST_CASE("a client key that looks like a native one is found in the ring first") {
  const key_ring ring({entry("shop", "ps_client", "ps_native")});
  presented credentials;
  credentials.x_api_key.add("ps_client");
  const auto decided = decide(credentials, ring, true, {});
  REQUIRE(decided.has_value());
  CHECK(decided->native_value == "ps_native");
  CHECK(decided->injected);
}

}  // namespace ramal::auth
