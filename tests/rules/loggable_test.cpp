// K3, K11, T10: what of a path and of a call id stands in the access log.
#include <catch2/catch.hpp>

#include <string>

#include "proxy/rules/loggable.hpp"

namespace ramal::rules {
namespace {

config::key entry(const char* client, const char* native) {
  config::key key;
  key.name = client;
  key.client_key = config::secret(client);
  key.native_key = config::secret(native);
  return key;
}

const auth::key_ring& ring() {
  static const auth::key_ring one({entry("client-of-a-shop", "id_native"), entry("with/slash==", "ps_native")});
  return one;
}

std::string path(std::string_view text, bool mask = true, std::string_view sent = {}) {
  logged_text scratch;
  return std::string(write_loggable_path(text, ring(), sent, mask, scratch));
}

std::string id(std::string_view text, bool sure = true, bool mask = true, std::string_view sent = {}) {
  logged_text scratch;
  return std::string(loggable_id(text, ring(), sent, sure, mask, scratch));
}

}  // namespace

TEST_CASE("K11 a path stands in the log as it came") {
  for (const char* text :
       {"/", "/call/strat", "//call//start/", "/api/layer/evolution-go/send/text", "/a%20b", "/groups_1",
        "/v1/calls/call_0123", "/message/sendText/my-instance", "*", "/x.y-z_~!$'()*+,:@"})
    CHECK(path(text) == text);
}

TEST_CASE("T10 nothing of a query stands in the log, also where it was glued on in a wrong way") {
  CHECK(path("/call/list?apikey=k") == "/call/list");
  CHECK(path("/call/list&apikey=k/more") == "/call/list&***");
  CHECK(path("/call/list;k") == "/call/list;***");
  CHECK(path("/call/list%3Fapikey%3Dk") == "/call/list%3F***");
  CHECK(path("/call/list%3fapikey") == "/call/list%3f***");
  CHECK(path("/apikey=k/call/list") == "/apikey=***");
  CHECK(path("/call#k") == "/call#***");
}

TEST_CASE("K3 a known key in a path is hidden, whatever it looks like there") {
  for (const char* text : {"/call/get/client-of-a-shop", "/call/get/id_native", "/call/get/client%2Dof%2da-shop",
                           "/call/get/with/slash==", "/call/get/ps_native", "/call/get/ps_anything",
                           "/call/get/%70s_anything", "/call/get/key:ps_x", "/call/get/Bearer%20client-of-a-shop",
                           "/call/get/key:id_native", "/call/get/id_native&a"})
    CHECK(path(text) == "/call/get/***");
  CHECK(path("/client-of-a-shop/call/list") == "/***/call/list");
  CHECK(path("/a/own-key-of-a-client-1", true, "own-key-of-a-client") == "/a/***");
  CHECK(path("/demo/demonstration", true, "demo") == "/***/demonstration");
}

TEST_CASE("K3 a key that is known by its digest alone is hidden, too") {
  config::key key;
  key.native_key = config::secret("ps_n");
  const auto real = auth::sha256("hidden-client");
  std::string hex;
  for (const unsigned char byte : real) hex += {"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
  key.client_key_sha256 = hex;
  const auth::key_ring by_digest({key});
  logged_text scratch;
  CHECK(write_loggable_path("/call/hidden-client", by_digest, {}, true, scratch) == "/call/***");
  CHECK(loggable_id("hidden-client", by_digest, {}, true, true, scratch) == "***");
}

TEST_CASE("K3 the mount is no secret where a path begins with it, and what stands behind it is looked at") {
  const auto below = [](std::string_view text, std::string_view mount) {
    logged_text scratch;
    return std::string(write_loggable_path(text, ring(), {}, true, scratch, mount));
  };
  CHECK(below("/client-of-a-shop/call/strat", "/client-of-a-shop") == "/client-of-a-shop/call/strat");
  CHECK(below("/client-of-a-shop", "/client-of-a-shop") == "/client-of-a-shop");
  CHECK(below("/client-of-a-shop/client-of-a-shop", "/client-of-a-shop") == "/client-of-a-shop/***");
  CHECK(below("/client-of-a-shop", "/client") == "/***");
  CHECK(below("/elsewhere/client-of-a-shop", "/client-of-a-shop") == "/elsewhere/***");
  CHECK(below("/m/with/slash==", "/m") == "/m/***");
  CHECK(below("/call/id_native", "") == "/call/***");
  const std::string longer = "/" + std::string(most_logged, 'm');
  CHECK(below(longer + "/id_native", longer) == longer.substr(0, most_logged));
}

TEST_CASE("K3 what looks like a token of another API is hidden") {
  CHECK(path("/instances/3C01A5B2F4/token/0A1B2C3D4E5F60718293A4B5/send-text") ==
        "/instances/3C01A5B2F4/token/***/send-text");
  CHECK(path("/a/0b1e3f52-9f5e-4b0a-9a52-6c6a31b9c1ac") == "/a/***");
}

TEST_CASE("K11 phone numbers in a path keep their last four digits, unless the operator wants them whole") {
  CHECK(path("/call/5511999990000") == "/call/*********0000");
  CHECK(path("/call/+5511999990000") == "/call/+*********0000");
  CHECK(path("/call/5511999990000@s.whatsapp.net") == "/call/*********0000@s.whatsapp.net");
  CHECK(path("/call/%2B55%2011%2099999-0000") == "/call/***");
  CHECK(path("/call/n:5511999990000") == "/call/n:*********0000");
  CHECK(path("/call/5511999990000", false) == "/call/5511999990000");
  CHECK(path("/call/5511999990000@s.whatsapp.net", false) == "/call/5511999990000@s.whatsapp.net");
  CHECK(path("/v1/2026-01-02") == "/v1/****-01-02");
}

TEST_CASE("K11 a byte that no path may have is escaped and ends what is shown") {
  CHECK(path("/call/a\"b") == "/call/a%22");
  CHECK(path("/call/a\nb") == "/call/a%0A");
  CHECK(path("/call/\xC3\xA9") == "/call/%C3");
  CHECK(path(std::string_view("/a\0b", 4)) == "/a%00");
}

TEST_CASE("K11 a long path is cut, and what it costs to look at it has a bound") {
  CHECK(path("/" + std::string(500, 'a')).size() == most_logged);
  std::string many;
  for (int i = 0; i < 60; ++i) many += "/a";
  CHECK(path(many).size() == 32);
  CHECK(path(std::string(500, '/')).size() == most_logged);
}

TEST_CASE("K3 a call id is shown unless it is a key") {
  for (const char* text : {"call_1", "wacid.HBgL", "3EB0AF0123456789ABCDEF0123456789", "0123456789012", "\xC3\xA9"})
    CHECK(id(text) == text);
  for (const char* text : {"client-of-a-shop", "id_native", "ps_any", "Bearer ps_any", "Bearer client-of-a-shop",
                           "key=id_native", "client-of-a-shop,x", "a, with/slash=="})
    CHECK(id(text) == "***");
  CHECK(id("my-own-native-id", true, true, "my-own-native-id") == "***");
  CHECK(id("") == "");
}

TEST_CASE("K11 a phone number that was sent as a call id keeps its last four digits") {
  CHECK(id("5511999990000", false) == "*********0000");
  CHECK(id("5511999990000@s.whatsapp.net", false) == "*********0000@s.whatsapp.net");
  CHECK(id("5511999990000", false, false) == "5511999990000");
  CHECK(id("call_5511999990000", false) == "call_5511999990000");
}

TEST_CASE("K3 a traceparent holds a secret where one of its ids is a key, or holds the one that was sent") {
  const auth::key_ring hex({entry("0123456789abcdef0123456789abcdef", "fedcba9876543210")});
  const auto holds = [&](const std::string& trace, const std::string& parent, std::string_view sent = {}) {
    return trace_holds_secret("00-" + trace + "-" + parent + "-01", hex, sent);
  };
  const std::string trace(32, '1'), parent(16, '2');
  CHECK(holds("0123456789abcdef0123456789abcdef", parent));
  CHECK(holds(trace, "fedcba9876543210"));
  CHECK(holds("1111abcdabcdabcd1111111111111111", parent, "abcdabcdabcd"));
  CHECK_FALSE(holds(trace, parent));
  CHECK_FALSE(holds("0123456789abcdef0123456789abcdee", parent, "another-key"));
}

}  // namespace ramal::rules
