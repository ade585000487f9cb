// What may not be seen in the inspector (console.md section 3).
#include <catch2/catch.hpp>

#include "proxy/inspector/mask.hpp"
#include "proxy/inspector/mask_json.hpp"
#include "proxy/inspector/mask_number.hpp"
#include "proxy/inspector/mask_path.hpp"

namespace ramal::inspector {
namespace {

std::vector<config::key> keys() {
  config::key shop;
  shop.name = "shop";
  shop.client_key = config::secret("canary-client-1");
  shop.native_key = config::secret("canary-native-1");
  return {shop};
}

struct fixture {
  auth::key_ring ring{keys()};
  secrets of{ring, {"canary-client-1", "canary-native-1"}, true};

  std::string text(std::string from) const { return mask_text(from, of), from; }
  std::string body(std::string_view from) const { return mask_body(from, of); }
};

std::string number(std::string text) { return mask_numbers(text), text; }

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("what only looks like JSON has no secrets either") {
  const fixture it;
  for (const char* body :
       {"[error] canary-client-1", "{'apikey':'canary-client-1'}", "{{canary-native-1}}", R"({"a": canary-client-1})",
        R"({"note":"[bot] canary-client-1 is it"})", R"({"log":"[ws] wss://m.example/rt?token=canary-client-1"})"}) {
    INFO(body);
    CHECK_FALSE(has(it.body(body), "canary"));
  }
  CHECK(it.body(R"({"to":"[bot] 55 11 98888 7777"})") == R"({"to":"[bot] ** ** ***** 7777"})");
  CHECK_FALSE(has(it.body(R"({"s":"[x] a=ice-pwd:canaryPwd"})"), "canary"));
}

TEST_CASE("all that stands under a secret name is one, also in objects, forms and behind a byte order mark") {
  const fixture it;
  for (const char* body : {R"({"token":{"value":"hidden-text"}})", R"({"tokens":[["a"],{"b":1},"hidden-text"]})",
                           "%74oken=hidden-text&a=1", "\xEF\xBB\xBF{\"password\":\"hidden-text\"}",
                           R"({"a":"{\"b\":\"{\\\"password\\\":\\\"hidden-text\\\"}\"}"})", "senha=hidden-text"}) {
    INFO(body);
    CHECK_FALSE(has(it.body(body), "hidden-text"));
  }
}

TEST_CASE("another customer's key with signs of base64 is hidden in any sentence") {
  config::key other;
  other.name = "other";
  other.client_key = config::secret("canary+other/9==");
  other.native_key = config::secret("canary-native-2");
  const auth::key_ring ring({other});
  const secrets of{ring, {}, true};
  CHECK_FALSE(has(mask_body(R"({"a":"my canary+other/9== is"})", of), "canary"));
  CHECK_FALSE(has(mask_body("x=canary%2Bother%2F9%3D%3D", of), "canary"));
}

TEST_CASE("numbers are seen with every blank and hyphen that a call may be started with") {
  CHECK(number("+55\u00A011\u00A098888\u20117777") == "+**\u00A0**\u00A0*****\u20117777");
  CHECK(number("55   11   98888 - 7777") == "**   **   ***** - 7777");
  CHECK(number("55.11.8888.7777") == "**.**.****.7777");
  CHECK(number("192.168.100.200") == "192.168.100.200");
}

TEST_CASE("numbers are seen with signs that nobody types, and with dots as Portugal has them") {
  for (const char* text : {"55+11+98888+7777", "55_11_98888_7777", "11|98888|7777", "11~98888~7777",
                           "tel:55%2011%2098888%207777", "55     11 98888 7777"}) {
    INFO(text);
    CHECK(has(number(text), "*****"));
    CHECK(has(number(text), "7777"));
  }
  CHECK(number("351.912.345.678") == "***.***.**5.678");
  CHECK(number("34.612.345.678") == "**.***.**5.678");
  CHECK(number("010.001.002.003") == "***.***.**2.003");
  CHECK(number("550e8400-e29b-41d4-a716-5511988887777").ends_with("*********7777"));
}

TEST_CASE("a call's id of Meta has the number in it and keeps its last four letters") {
  CHECK(number("wacid.HBgLNTUxMTk5OTk5MDAwMBUCABEYEjQ2QkM=") == "wacid.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxQkM=");
  CHECK(number(R"({"id":"wacid.HBgLNTUx","to":"x"})") == R"({"id":"wacid.xxxxxxxx","to":"x"})");
  CHECK(number("wacid.HBgL") == "wacid.xxxx");
}

TEST_CASE("numbers keep their last four digits, however they are written") {
  CHECK(number("5511988887777") == "*********7777");
  CHECK(number("+55 (11) 98888-7777") == "+** (**) *****-7777");
  CHECK(number("call 11.98888.7777 now") == "call **.*****.7777 now");
  CHECK(number("5511988887777@s.whatsapp.net") == "*********7777@s.whatsapp.net");
  CHECK(number("call_5511988887777") == "call_*********7777");
}

TEST_CASE("dates, UUIDs, addresses and short numbers are no phone numbers") {
  for (const char* text : {"2026-11-29T01:12:10.123Z", "2026-11-29 01:12:10", "0123456", "192.168.100.100:8080",
                           "550e8400-e29b-41d4-a716-446655440000", "Mozilla/5.0 (X11; Linux x86_64)"}) {
    CHECK(number(text) == text);
  }
  CHECK(number("B09C24EE9B5B101D082051095AC3637D") == "B09C24EE9B5B101D082051095AC3637D");
  CHECK(number("3EB05511988887777") == "3EB**********7777");
  CHECK(number("A5511988887777") == "A*********7777");
  CHECK(number("1198-76-54321") == "****-**-*4321");
}

TEST_CASE("a number that letters are glued to keeps its last four digits, whatever the letters are") {
  CHECK(number("5511988887777abc") == "*********7777abc");
  CHECK(number("abc5511988887777") == "abc*********7777");
  CHECK(number("551198888777abcd") == "********8777abcd");
  CHECK(number("deadbeef5511988887777cafe") == "deadbeef*********7777cafe");
  CHECK(number("deadbeefdead5511988887777cafebab") == "deadbeefdead*********7777cafebab");  // 32
  CHECK(number("5511988887777550e8400-e29b") == "************7550e8400-e29b");
  CHECK(number("x5511988887777y") == "x*********7777y");
  CHECK(number("55550e8400-e29b-41d4-a716-4466554400005511988887777").ends_with("*********7777"));
  const std::string long_word(200, 'a');
  CHECK(number("5511988887777" + long_word) == "*********7777" + long_word);
}

TEST_CASE("ids of calls and of traces, and digests, are no numbers") {
  for (const char* text : {"4bf92f3577b34da6a3ce929d0e0e4736", "9F2C5D7A01B34E668C10D2F4A7B95E31",
                           "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                           "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}) {
    CHECK(number(text) == text);
  }
}

TEST_CASE("what looks like the id of a session is hidden under its name, words and times are not") {
  const fixture at;
  CHECK(at.body(R"({"sessionId":"abcdef123456","session_id":123456789,"PHPSESSID":"q2w3e4r5t6"})") ==
        R"({"sessionId":"***","session_id":***,"PHPSESSID":"***"})");
  CHECK(at.body(R"({"sessions":["0123456789abcdef"],"session":"abcdefghijklmnop"})") ==
        R"({"sessions":["***"],"session":"***"})");
  CHECK(mask_query("sessionId=abcdef123456&sessionMode=talk", at.of) == "sessionId=***&sessionMode=talk");
  CHECK(at.text("a JSESSIONID=0A1B2C3D4E; Path") == "a JSESSIONID=***; Path");
  const std::string readable =
      R"({"sessionMode":"talk","session":"default","sessionStatus":"disconnected","sessionCount":3,)"
      R"("sessionError":"the session of bot 1 is over by now","sessionExpiresAt":"2026-11-29T01:12:10.123Z"})";
  CHECK(at.body(readable) == readable);
  CHECK(at.body(R"({"session":{"sdp_type":"offer","sdp":"a=ice-pwd:canary"}})") ==
        R"({"session":{"sdp_type":"offer","sdp":"a=ice-pwd:***"}})");
}

TEST_CASE("a name is one of an amount by a whole word, and never of a number or a session") {
  const fixture at;
  for (const char* name : {"startedAt", "started_at", "startTime", "timestamp", "messageTimestamp", "x-date", "size"}) {
    INFO(name);
    CHECK(is_amount(name));
  }
  for (const char* name : {"updatedNumber", "validateNumber", "realtimeNumber", "overtimePhone", "candidate", "dateTo",
                           "timeFrom", "sessionTime", "runtime", "callerTime", "peer_size"}) {
    INFO(name);
    CHECK_FALSE(is_amount(name));
  }
  for (const char* name :
       {"realtimeSessionId", "realtime_session", "sessionUpdateId", "runtimeSession", "sessionTime"}) {
    INFO(name);
    CHECK(is_secret_value(name, "abcdef123456"));
  }
  CHECK(at.body(R"({"updatedNumber":5511988887777})") == R"({"updatedNumber":*********7777})");
  CHECK(
      at.body(R"({"session":{"id":"SECRETSESSION1234567"},"sessions":[{"value":"abcdef123456"},{"id":123456789}]})") ==
      R"({"session":{"id":"***"},"sessions":[{"value":"***"},{"id":***}]})");
  CHECK(at.body(R"({"session":{"id":"default","call":{"id":"abcdef123456"}},"id":"abcdef123456"})") ==
        R"({"session":{"id":"default","call":{"id":"abcdef123456"}},"id":"abcdef123456"})");
}

TEST_CASE("the id of a call is shown in a path where the routes have one, and nothing else that looks random") {
  const fixture at;
  for (const char* path :
       {"/v1/calls/call_0a1b2c3d4e5f6g7h8i9j0k1l/terminate", "/gateway/v1/calls/call_01K9Z0A1B2C3D4E5F6G7H8J9K0",
        "/v1/calls/9F2C5D7A01B34E668C10D2F4A7B95E31", "/call/get/9F2C5D7A01B34E668C10D2F4A7B95E31",
        "/call/550e8400-e29b-41d4-a716-446655440000/accept"}) {
    INFO(path);
    CHECK(mask_target(path, at.of) == path);
  }
  CHECK(mask_target("/v1/calls/wacid.HBgLNTUxMTk4ODg4FQIAERgS/play", at.of) ==
        "/v1/calls/wacid.xxxxxxxxxxxxxxxxxxxxERgS/play");
  for (const char* path : {"/v1/calls/Zm9vYmFyMTIzNDU2Nzg5MA4411/terminate", "/bot/9F2C5D7A01B34E668C10D2F4A7B95E31/x",
                           "/v1/calls/call_01/9F2C5D7A01B34E668C10D2F4A7B95E31", "/v1/calls/call_a-b_c-1234567890ab",
                           "/v1/webhooks/0a1b2c3d4e5f6g7h8i9j"}) {
    INFO(path);
    CHECK(has(mask_target(path, at.of), "***"));
  }
  CHECK(mask_target("/v1/calls/call_5511988887777/terminate", at.of) == "/v1/calls/call_*********7777/terminate");
}

TEST_CASE("a key that has the shape of a call's id is hidden in its place, too") {
  config::key shop;
  shop.name = "shop";
  shop.client_key = config::secret("429683C4C977415CAAFCCE10F7D57E11");
  shop.native_key = config::secret("call_canary0123456789");
  const auth::key_ring ring({shop});
  const secrets of{ring, {"wacid.canary0123456789"}, true};
  for (const char* path :
       {"/v1/calls/429683C4C977415CAAFCCE10F7D57E11/terminate", "/call/call_429683C4C977415CAAFCCE10F7D57E11/accept",
        "/v1/calls/wacid.429683C4C977415CAAFCCE10F7D57E11", "/call/get/429683C4C977415CAAFCCE10F7D57E11",
        "/v1/calls/wacid.canary0123456789"}) {
    INFO(path);
    CHECK(has(mask_target(path, of), "***"));
    CHECK_FALSE(has(mask_target(path, of), "429683C4"));
    CHECK_FALSE(has(mask_target(path, of), "canary"));
  }
}

TEST_CASE("names of secrets are known in headers, parameters and bodies") {
  for (const char* name : {"apikey", "ApiKey", "x-api-key", "x-api-key-id", "Authorization", "Cookie", "Set-Cookie",
                           "token", "access_token", "client_secret", "x-pilot-status-signature", "hook", "password"}) {
    INFO(name);
    CHECK(is_secret_name(name));
  }
  for (const char* name : {"number", "callId", "Host", "Content-Type", "Idempotency-Key", "mediaUrl", "sessionId"}) {
    INFO(name);
    CHECK_FALSE(is_secret_name(name));
  }
}

TEST_CASE("keys are masked wherever they stand, also those that are another customer's") {
  fixture at;
  CHECK_FALSE(has(at.text("Bearer canary-client-1"), "canary"));
  CHECK_FALSE(has(at.text("x=canary%2Dclient%2D1"), "client%2D1"));
  at.of.travelling.clear();
  CHECK(at.text("my key is canary-client-1, mine") == "my key is ***, mine");
  CHECK(at.text("ps_live_something") == "***");
}

TEST_CASE("of a WebSocket's URL nothing behind its host is kept, and no password of any URL") {
  const fixture at;
  CHECK(at.text("wss://media.example:8443/talk/abc?token=canary") == "wss://media.example:8443/***");
  CHECK(at.text("ws://user:canary@media.example/x") == "ws://***@media.example/***");
  CHECK(at.text("https://user:canary@files.example/ola.mp3?X-Signature=canary&n=1") ==
        "https://***@files.example/ola.mp3?X-Signature=***&n=1");
  CHECK(at.text("ws://media.example") == "ws://media.example");
}

TEST_CASE("64 KiB of marks and of words that are no ids are masked like one of them") {
  const fixture at;
  const auto times = [](std::string_view part) {
    std::string made;
    while (made.size() < 65536) made += part;
    return made;
  };
  CHECK_FALSE(has(at.text(times("://canary@")), "canary"));
  CHECK(at.text("ws://h/" + times("://@") + " b") == "ws://h/*** b");
  for (const char* part : {"1a", "1a-", "=", "a://b", "a=1="}) {
    INFO(part);
    CHECK(at.text(times(part)) == times(part));
    CHECK(at.text(times(part) + " 5511988887777").ends_with(" *********7777"));
  }
}

TEST_CASE("passwords and keys of an SDP are masked") {
  const fixture at;
  CHECK(at.text("a=ice-ufrag:ab\r\na=ice-pwd:canarypassword\r\nm=audio") ==
        "a=ice-ufrag:ab\r\na=ice-pwd:***\r\nm=audio");
  CHECK_FALSE(has(at.text("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:canarykey|2^20"), "canary"));
}

TEST_CASE("parameters are masked by their name and by what they hold") {
  const fixture at;
  CHECK(mask_query("number=5511988887777&apikey=x&limit=25", at.of) == "number=*********7777&apikey=***&limit=25");
  CHECK_FALSE(has(mask_query("q=canary%2Dclient%2D1", at.of), "canary"));
  CHECK(mask_query("%zz=1", at.of) == "***");
  CHECK(mask_query("", at.of).empty());
  CHECK(mask_target("/call/list?limit=25", at.of) == "/call/list?limit=25");
  CHECK_FALSE(has(mask_target("/call/canary-client-1/x?token=canary", at.of), "canary"));
}

TEST_CASE("members of JSON are masked by their name and by what they hold, and the rest stays byte for byte") {
  const fixture at;
  const std::string plain =
      R"({ "to" : "a\u00e9", "n":[1,2.5,null,true], "callId":"550e8400-e29b-41d4-a716-446655440000"})";
  CHECK(at.body(plain) == plain);
  CHECK(at.body(R"({"number":"5511988887777","to":5511988887777})") ==
        R"({"number":"*********7777","to":*********7777})");
  CHECK(at.body(R"({"candidate":5511988887777})") == R"({"candidate":*********7777})");
  CHECK(at.body(R"({"startedAt":1732843920123})") == R"({"startedAt":1732843920123})");
  CHECK(at.body(R"({"token":"canary","tokens":["canary","b"],"token":12345,"tokens":{"a":"b"}})") ==
        R"({"token":"***","tokens":["***","***"],"token":***,"tokens":{"a":"***"}})");
  CHECK(at.body(R"({"wsUrl":"wss:\/\/m.example\/t?token=canary"})") == R"({"wsUrl":"wss://m.example/***"})");
  CHECK_FALSE(has(at.body(R"({"x":"\u0063anary-client-1"})"), "anary-client"));
  CHECK_FALSE(has(at.body(R"({"sdp":"v=0\r\na=ice-pwd:canary\r\n"})"), "canary"));
  CHECK_FALSE(has(at.body(R"({"inside":"{\"apikey\":\"canary\"}"})"), "canary"));
}

TEST_CASE("what is no whole JSON is masked as far as it goes") {
  const fixture at;
  CHECK(at.body(R"({"token":"canar)") == R"({"token":"***)");
  CHECK_FALSE(has(at.body(R"({"a":"canary-client-1\u00)"), "canary"));
  CHECK(at.body(R"({"a":"\ud800"})") == R"({"a":"***"})");
  CHECK(at.body("{\"a\":\"b\\") == "{\"a\":\"b");
  CHECK(at.body("number=5511988887777&token=canary") == "number=*********7777&token=***");
  CHECK(at.body("").empty());
}

TEST_CASE("numbers stay where the operator wants them, keys never") {
  fixture at;
  at.of.numbers = false;
  CHECK(at.body(R"({"number":"5511988887777","apikey":"x"})") == R"({"number":"5511988887777","apikey":"***"})");
}

}  // namespace ramal::inspector
