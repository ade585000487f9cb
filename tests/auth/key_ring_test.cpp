#include "auth/key_ring.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "tests/auth/ring_fixture.hpp"

namespace ramal::auth {

TEST_CASE("a client key finds the principal bound to it") {
  const key_ring ring(shop_and_bot());
  const principal* shop = ring.find("client-shop");
  REQUIRE(shop != nullptr);
  CHECK(shop->name == "shop");
  CHECK(shop->native_key.reveal() == "ps_native_shop");
  CHECK(shop->kind == config::native_key_kind::key);
  const principal* bot = ring.find("client-bot");
  REQUIRE(bot != nullptr);
  CHECK(bot->native_key.reveal() == "id_native_bot");
  CHECK(bot->kind == config::native_key_kind::key_id);
}

TEST_CASE("a principal carries its number") {
  auto keys = shop_and_bot();
  keys[0].number = "+5511999990001";
  CHECK(key_ring(keys).find("client-shop")->number == "+5511999990001");
}

TEST_CASE("nothing but the exact client key is found") {
  const key_ring ring(shop_and_bot());
  for (const std::string text : {"", "client-sho", "client-shopp", "Client-shop", " client-shop", "client-shop ",
                                 "ps_native_shop", "shop", "client-bot,client-shop"}) {
    INFO("'" << text << "'");
    CHECK(ring.find(text) == nullptr);
  }
  CHECK(ring.find(std::string("client-shop\0", 12)) == nullptr);
  CHECK(ring.find(std::string(512, 'x')) == nullptr);
}

TEST_CASE("a key given as SHA-256 is found by its text, in either case of hex") {
  const std::string lower = "75c4a99d9fbec21b4eb9b4b5dcc1d3d2d27f4fe1edc9cc4dba5b1a3a9c1e46d0";
  const digest real = sha256("hidden-client");
  std::string hex, upper;
  for (const unsigned char byte : real) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
    upper += "0123456789ABCDEF"[byte >> 4];
    upper += "0123456789ABCDEF"[byte & 15];
  }
  const key_ring ring({digest_entry("other", lower, "ps_other"), digest_entry("hidden", hex, "ps_hidden")});
  REQUIRE(ring.find("hidden-client") != nullptr);
  CHECK(ring.find("hidden-client")->name == "hidden");
  CHECK(ring.find(hex) == nullptr);
  CHECK(key_ring({digest_entry("hidden", upper, "ps_hidden")}).find("hidden-client") != nullptr);
}

TEST_CASE("K3 a ring that knows a key by its digest alone tells it, with a slash in it, too") {
  auto keys = shop_and_bot();
  const auto real = sha256("hidden/client");
  std::string hex;
  for (const unsigned char byte : real) hex += {"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
  keys[0].client_key = {};
  keys[0].client_key_sha256 = hex;
  const key_ring ring(keys);
  CHECK(ring.holds("hidden/client"));
  CHECK_FALSE(ring.holds("hidden-client"));
}

TEST_CASE("a digest that is no 64 hex digits cannot become a ring") {
  CHECK_THROWS(key_ring({digest_entry("short", "abcd", "ps_x")}));
  CHECK_THROWS(key_ring({digest_entry("odd", std::string(64, 'g'), "ps_x")}));
}

TEST_CASE("of two entries with one client key the first stands") {
  const key_ring ring({entry("first", "same", "ps_first"), entry("second", "same", "ps_second")});
  CHECK(ring.find("same")->name == "first");
  CHECK(ring.size() == 1);
}

TEST_CASE("K3 a ring tells every secret that it holds, with a slash in it or without") {
  auto keys = shop_and_bot();
  keys[0].client_key = config::secret("shop/with/slashes");
  keys[0].evolution_go_token = config::secret("token+of/go==");
  keys[1].native_key = config::secret("native-without-one");
  const key_ring ring(keys);
  for (const std::string text : {"shop/with/slashes", "token+of/go==", "native-without-one"}) CHECK(ring.holds(text));
  for (const std::string text : {"shop/with/slashez", "shop-with-slashes", "native/without/one", "native", ""})
    CHECK_FALSE(ring.holds(text));
}

TEST_CASE("an empty ring finds nobody") {
  const key_ring ring(std::vector<config::key>{});
  CHECK(ring.find("anything") == nullptr);
  CHECK(ring.find("") == nullptr);
  CHECK(ring.size() == 0);
}

TEST_CASE("ten thousand keys that share slots are all told apart") {
  std::vector<config::key> keys;
  for (int i = 0; i < 10'000; ++i) {
    keys.push_back(entry("name" + std::to_string(i), "client" + std::to_string(i), "ps_" + std::to_string(i)));
  }
  const key_ring ring(keys);
  CHECK(ring.size() == 10'000);
  for (int i = 0; i < 10'000; ++i) {
    const principal* found = ring.find("client" + std::to_string(i));
    if (found == nullptr || found->name != "name" + std::to_string(i)) FAIL("client" << i << " found somebody else");
    if (ring.find("nobody" + std::to_string(i)) != nullptr) FAIL("nobody" << i << " found somebody");
  }
}

TEST_CASE("a copied or moved ring still finds its keys") {
  key_ring ring(shop_and_bot());
  const key_ring copy = ring;
  const key_ring moved = std::move(ring);
  CHECK(copy.find("client-shop")->name == "shop");
  CHECK(moved.find("client-bot")->name == "bot");
}

}  // namespace ramal::auth
