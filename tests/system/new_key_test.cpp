// `ramal keys new` of the real binary.
#include <catch2/catch.hpp>

#include "tests/system/requests.hpp"

namespace ramal::system_tests {
namespace {

std::string printed(const std::string& name) {
  ramal_process command(std::vector<std::string>{"keys", "new", name});
  CHECK(command.wait() == 0);
  return command.stdout_text();
}

// The word behind this text.
std::string word_behind(const std::string& text, const std::string& mark) {
  const auto at = text.find(mark);
  REQUIRE(at != std::string::npos);
  const auto begin = at + mark.size();
  return text.substr(begin, text.find_first_of("\"\n ", begin) - begin);
}

}  // namespace

TEST_CASE("a new key is served by the digest that is printed with it, and no two are the same") {
  const std::string text = printed("shop-centro");
  const std::string key = word_behind(text, "apikey:\n\n  ");
  CHECK(key.size() == 32);
  CHECK(word_behind(text, "native_key_env: ") == "SHOP_CENTRO_NATIVE_KEY");
  CHECK(text.find(key, text.find("client_key_sha256")) == std::string::npos);
  const gateway at({{"keys", "[{name: shop-centro, client_key_sha256: \"" + word_behind(text, "client_key_sha256: \"") +
                                 "\", native_key: " + native_key + "}]"}});
  CHECK(at.ask("GET " + std::string(default_mount) + "/call/list HTTP/1.1\r\nHost: a\r\napikey: " + key + "\r\n\r\n")
            .status == 200);
  CHECK(word_behind(printed("shop-centro"), "apikey:\n\n  ") != key);
}

TEST_CASE("a name that logs could not show makes no key") {
  for (const char* name : {"native", "a b", "", "-x", "\xc3\xa9"}) {
    INFO(name);
    ramal_process command(std::vector<std::string>{"keys", "new", "--", name});
    CHECK(command.wait() == 64);
    CHECK(command.stdout_text().find("sha256") == std::string::npos);
  }
}

}  // namespace ramal::system_tests
