#include "config/webhook_values.hpp"

#include <catch2/catch.hpp>

#include "config/destination_url.hpp"
#include "tests/config/load_fixture.hpp"

namespace ramal::config {
namespace {

std::string why(const parsed<secret>& result) { return result.has_value() ? "" : result.error().text; }

template <class Value>
std::string advice(const parsed<Value>& result) {
  return result.has_value() ? "" : result.error().text + " (" + result.error().nearest + ")";
}

}  // namespace

TEST_CASE("a hook has 22 to 128 letters, digits, underscores and hyphens") {
  for (const std::string& text : {std::string(22, 'a'), std::string(128, 'Z'), std::string("0123456789_-abcdefghij")})
    CHECK(why(check_hook(secret(text))).empty());
  CHECK(contains(why(check_hook(secret(std::string(21, 'a')))), "has 21 characters, and may have 22 to 128"));
  CHECK(contains(why(check_hook(secret(std::string(129, 'a')))), "has 129 characters"));
  for (const std::string odd : {"/", " ", ".", "%", "~", "\n", "\xc3", "="}) {
    INFO(odd);
    CHECK(contains(why(check_hook(secret("canary-canary-canary-canary" + odd))), "letters, digits, '_' and '-' only"));
  }
  CHECK(contains(why(check_hook(secret("${HOOK}"))), "is a placeholder"));
  CHECK(contains(why(check_hook(secret("a-hook-that-new-hook-prints"))), "is the text of an example"));
}

TEST_CASE("of a hook only its beginning is shown") {
  CHECK(shown_hook(secret("abcdefghijklmnopqrstuvwxyz")) == "hook:abcd");
  CHECK(shown_hook({}).empty());
}

TEST_CASE("a signing secret is whsec_ and the base64 of 24 to 64 bytes") {
  const auto of = [](std::size_t letters, const std::string& padding) {
    return why(check_signing_secret(secret("whsec_" + std::string(letters, 'A') + padding)));
  };
  CHECK(of(32, "").empty());    // 24 bytes
  CHECK(of(86, "==").empty());  // 64 bytes
  CHECK(contains(of(31, "="), "has 23 bytes, and may have 24 to 64"));
  CHECK(contains(of(87, "="), "has 65 bytes"));
  for (const std::string text : {"whsec_", "whsec_abc", "whsec_AAAA-AAAAAAAAAAAAAAAAAAAAAAAAAAA", "whsec_===="}) {
    INFO(text);
    CHECK(contains(why(check_signing_secret(secret(text))), "behind whsec_ there must be base64"));
  }
  CHECK(contains(why(check_signing_secret(secret("canary-of-a-secret"))), "it begins with whsec_"));
}

TEST_CASE("a header's value is one line of visible ASCII") {
  for (const std::string text : {"Bearer a b", "true", "x"})
    CHECK(why(check_delivery_header_value(secret(text))).empty());
  for (const std::string text : {"", " a", "a ", "a\rb", "a\nX-B: c", "a\tb", "a\x7f", "\xc3\xa9"})
    CHECK(contains(why(check_delivery_header_value(secret(text))), "is no header value"));
  CHECK(contains(why(check_delivery_header_value(secret(std::string(1'025, 'a')))), "up to 1024 bytes"));
  CHECK(contains(why(check_delivery_header_value(secret("Bearer ${TOKEN}"))), "placeholder"));
}

TEST_CASE("headers that Ramal sets itself or that belong to one connection cannot be added") {
  for (const std::string name : {"Host",
                                 "Content-Length",
                                 "content-type",
                                 "Content-Encoding",
                                 "Connection",
                                 "Keep-Alive",
                                 "TE",
                                 "Trailer",
                                 "Transfer-Encoding",
                                 "Upgrade",
                                 "Expect",
                                 "User-Agent",
                                 "Webhook-Id",
                                 "webhook-timestamp",
                                 "webhook-signature",
                                 "Proxy-Authorization",
                                 "Accept-Encoding",
                                 "X-Ramal-Hop",
                                 "x-ramal-event",
                                 "X-Ramal-Anything"}) {
    INFO(name);
    CHECK(contains(advice(parse_delivery_header_name(name)), "cannot be added"));
  }
  for (const std::string name : {"Authorization", "apikey", "X-Api-Key", "X_Tenant", "Cookie"})
    CHECK(parse_delivery_header_name(name).has_value());
  for (const std::string name : {"", "A B", "A:", "A\r\nB", "\xc3\xa9"})
    CHECK(contains(advice(parse_delivery_header_name(name)), "is no header name"));
}

TEST_CASE("events are named as Evolution GO names them") {
  for (const std::string name : {"CALL", "ALL", "CallOffer", "CallAccept", "CallTerminate", "CallReject",
                                 "CallTransport", "CallOfferNotice", "CallRelayLatency", "CallPreAccept"})
    CHECK(parse_event_name(name).has_value());
  CHECK(contains(advice(parse_event_name("MESSAGE")), "Ramal passes on events of calls only: remove it"));
  CHECK(contains(advice(parse_event_name("callOffer")), "is no event of a call: write CALL, ALL, CallOffer"));
  CHECK(contains(advice(parse_event_name("CallOfer")), "(CallOffer)"));
}

TEST_CASE("an offset from UTC has hours and minutes") {
  CHECK(parse_time_offset("-03:00")->count() == -180);
  CHECK(parse_time_offset("+05:45")->count() == 345);
  for (const std::string text : {"-03:00", "+00:00", "+14:00", "-14:00", "+05:45"})
    CHECK(print_time_offset(*parse_time_offset(text)) == text);
  for (const std::string text : {"", "Z", "3", "-3:00", "03:00", "-03:60", "+14:01", "-0300", "+1a:00"}) {
    INFO(text);
    CHECK(contains(advice(parse_time_offset(text)), "is no offset from UTC"));
  }
}

TEST_CASE("a destination's URL is taken apart") {
  const auto url = parse_destination_url("https://Bot.Example:8443/a%20b/c?d=e&f=%2F");
  REQUIRE(url.has_value());
  CHECK(url->tls);
  CHECK(url->host == "bot.example");
  CHECK(url->port == 8443);
  CHECK(url->target == "/a%20b/c?d=e&f=%2F");
  CHECK(parse_destination_url("http://[::1]")->target == "/");
  CHECK(parse_destination_url("http://[::1]")->port == 80);
  CHECK(parse_destination_url("http://bot?x")->target == "/?x");
  CHECK(parse_destination_url("https://bot/v1/calls/")->target == "/v1/calls/");
}

TEST_CASE("what is no URL of a destination is refused") {
  const mistake_row rows[] = {{"bot.example", "must begin with https:// or http://"},
                              {"ftp://bot.example", "must begin with https:// or http://"},
                              {"https://me:canary@bot.example", "user info"},
                              {"https://bot.example/a#b", "fragment"},
                              {"https://bot.example/a b", "no URL may hold"},
                              {"https://bot.example/a%2", "no URL may hold"},
                              {"https://bot.example/\xc3\xa9", "no URL may hold"},
                              {"https://bot.example/\"", "no URL may hold"},
                              {"https://", "the host is missing"},
                              {"https://bot.example:0/", "the port is malformed"},
                              {"https://bot.example:65536/", "the port is malformed"},
                              {"https://1.2.3/", "is no IPv4 address"},
                              {"https://a/" + std::string(2'048, 'a'), "longer than 2048 bytes"}};
  for (const auto& row : rows) {
    INFO(row.text);
    const std::string says = advice(parse_destination_url(row.text));
    CHECK(contains(says, row.says));
    CHECK_FALSE(contains(says, "canary"));
  }
  CHECK(without_query("https://a/b?token=c") == "https://a/b?***");
  CHECK(without_query("https://a/b") == "https://a/b");
}

}  // namespace ramal::config
