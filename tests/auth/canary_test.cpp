// Key texts must not be where something could print them (rules K1, K3, K7).
#include <ostream>
#include <string>
#include <type_traits>

#include <catch2/catch.hpp>

#include "auth/decide.hpp"
#include "tests/auth/ring_fixture.hpp"

namespace ramal::auth {
namespace {

template <class T, class = void>
struct is_printable : std::false_type {};
template <class T>
struct is_printable<T, std::void_t<decltype(std::declval<std::ostream&>() << std::declval<const T&>())>>
    : std::true_type {};

static_assert(is_printable<std::string>::value);
static_assert(!is_printable<config::secret>::value);
static_assert(!is_printable<principal>::value);
static_assert(!is_printable<key_ring>::value);
static_assert(!is_printable<decision>::value);
static_assert(!is_printable<presented>::value);
static_assert(!std::is_convertible_v<config::secret, std::string>);
static_assert(!std::is_convertible_v<config::secret, std::string_view>);

bool holds(const void* object, std::size_t size, std::string_view text) {
  return std::string_view(static_cast<const char*>(object), size).find(text) != std::string_view::npos;
}

}  // namespace

TEST_CASE("a ring holds no client key's text") {
  const std::string canary = "canary-7f3";  // short enough to stand inside a string object
  const key_ring ring({entry("shop", canary, "ps_x")});
  const principal* found = ring.find(canary);
  REQUIRE(found != nullptr);
  CHECK_FALSE(holds(&ring, sizeof ring, canary));
  CHECK_FALSE(holds(found, sizeof *found, canary));
}

TEST_CASE("a refusal carries no credential") {
  const key_ring ring(shop_and_bot());
  presented credentials;
  credentials.apikey.add("canary-unknown");
  const auto decided = decide(credentials, ring, false, {});
  REQUIRE_FALSE(decided.has_value());
  const routes::failure& failure = decided.error();
  for (const auto text : {failure.text, failure.native_text, failure.native_code, failure.hint, failure.allow}) {
    CHECK(text.empty());
  }
}

TEST_CASE("a decision's name says nothing of the key") {
  const key_ring ring(shop_and_bot());
  presented own;
  own.apikey.add("ps_canary");
  const auto decided = decide(own, ring, true, {});
  REQUIRE(decided.has_value());
  CHECK(decided->key_name == "native");
}

}  // namespace ramal::auth
