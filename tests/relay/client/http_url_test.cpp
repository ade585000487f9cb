#include "proxy/relay/http_url.hpp"

#include <catch2/catch.hpp>

namespace ramal::relay {

TEST_CASE("a log says host and port of a URL, and nothing that may be secret") {
  const auto made = parse_http_url("https://bot.example/webhook?token=secret");
  REQUIRE(made.has_value());
  CHECK(made->target == "/webhook?token=secret");
  CHECK(shown(*made) == "bot.example port 443");
  CHECK_FALSE(parse_http_url("bot.example/hook").has_value());
}

}  // namespace ramal::relay
