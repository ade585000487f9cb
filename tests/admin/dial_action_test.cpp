// What the dialler of the console asks the gateway for (console.md section 4).
#include "proxy/admin/dial_action.hpp"

#include <catch2/catch.hpp>

#include "proxy/admin/paths.hpp"

namespace ramal::admin {
namespace {

std::string body_of(dial_action what, std::string_view sent) {
  const auto order = read_order(what, sent);
  return order ? order->key + " " + order->body : "none";
}

}  // namespace

TEST_CASE("an order of the page becomes the body of an Evolution GO client") {
  CHECK(body_of(dial_action::start, R"({"key":"shop","number":"+5511988887777"})") ==
        R"(shop {"number":"+5511988887777"})");
  CHECK(body_of(dial_action::hang_up, R"({"key":"shop","call_id":"A1","more":1})") == R"(shop {"callId":"A1"})");
  CHECK(body_of(dial_action::play, R"({"key":"a","call_id":"A","media_url":"https://x.example/a.mp3"})") ==
        R"(a {"callId":"A","mediaUrl":"https://x.example/a.mp3"})");
  CHECK(body_of(dial_action::session, R"({"key":"a","call_id":"A"})") == R"(a {"mode":"talk","callId":"A"})");
  CHECK(body_of(dial_action::session, R"({"key":"a","call_id":"A","mode":"listen"})") ==
        R"(a {"mode":"listen","callId":"A"})");
  CHECK(body_of(dial_action::incoming, R"({"key":"a"})") == R"(a {"from":"5521977776666"})");
}

TEST_CASE("O6 an order has the id that the page gave it, which does not reach the gateway") {
  const auto order = read_order(dial_action::start, R"({"key":"shop","number":"1","order":"k3-9"})");
  REQUIRE(order);
  CHECK(order->id == "k3-9");
  CHECK(order->body == R"({"number":"1"})");
  CHECK(read_order(dial_action::start, R"({"key":"shop","number":"1"})")->id.empty());
  CHECK_FALSE(read_order(dial_action::start, R"({"key":"shop","number":"1","order":")" + std::string(65, 'a') + "\"}"));
}

TEST_CASE("an order that lacks what it needs is none") {
  for (const char* wrong :
       {"", "[]", "{", R"({"number":"1"})", R"({"key":"","number":"1"})", R"({"key":"a"})", R"({"key":1,"number":"1"})",
        R"({"key":"a","number":11})", R"({"key":"a","call_id":"A"})"}) {
    INFO(wrong);
    CHECK_FALSE(read_order(dial_action::start, wrong));
  }
  CHECK_FALSE(read_order(dial_action::play, R"({"key":"a","call_id":"A"})"));
  CHECK_FALSE(read_order(dial_action::list, R"({"key":"a"})"));
}

TEST_CASE("what the page looks at stands in the query, and may have escapes") {
  CHECK(value_in_query("key=shop", "key") == "shop");
  CHECK(value_in_query("x=1&key=my%20shop%C3%A9&y", "key") == "my shop\xc3\xa9");
  for (const char* none : {"", "ke=a", "xkey=a", "key", "key=%2", "key=%zz", "&&"}) {
    INFO(none);
    CHECK_FALSE(value_in_query(none, "key"));
    CHECK_FALSE(read_look(dial_action::list, none));
  }
}

TEST_CASE("O6 a look is a GET of calls, and leads nowhere else") {
  const auto look = [](const std::string& path) { return read_look(dial_action::look, "key=a&path=" + path); };
  REQUIRE(look("%2Fcall%2Fget%3FcallId%3DA1"));
  CHECK(look("%2Fcall%2Fget%3FcallId%3DA1")->target == "/call/get?callId=A1");
  CHECK(look("/call/list"));
  for (const char* wrong : {"", "/call/start", "/call/getx", "/call/get/../start", "/server/ok", "/call/get%0d%0aX:1",
                            "/call/get%3Fa%20b", "/call/get%3F%23", "http://a.example/call/get", "/call/get%3F%ff"}) {
    INFO(wrong);
    CHECK_FALSE(look(wrong));
  }
  CHECK_FALSE(look("/call/get%3F" + std::string(2'000, 'a')));
}

TEST_CASE("each path of the dialler has an action of its own") {
  std::size_t starts = 0, seen = 0;
  for (const path_row& row : paths()) {
    if (row.what != page::dial && row.what != page::dial_calls) continue;
    ++seen;
    starts += action_of(row.path) == dial_action::start ? 1 : 0;
    CHECK((row.what == page::dial_calls) == only_looks(action_of(row.path)));
  }
  CHECK(seen == 9);
  CHECK(starts == 1);
}

TEST_CASE("an answer that is no JSON is shown as a text") {
  CHECK(wrap_answer(201, R"({"callId":"A"})") == "{\"status\":201,\"body\":{\"callId\":\"A\"}}\n");
  CHECK(wrap_answer(502, "<html>\"") == "{\"status\":502,\"body\":\"<html>\\\"\"}\n");
  CHECK(wrap_answer(204, "") == "{\"status\":204,\"body\":\"\"}\n");
}

TEST_CASE("O6 the page is told names of keys, the end of numbers, and no key") {
  config::gateway settings;
  settings.keys.resize(2);
  settings.keys[0].name = "shop";
  settings.keys[0].client_key = config::secret("canary-of-a-client");
  settings.keys[0].number = "+5511900000001";
  settings.keys[1].name = "digest";
  CHECK(list_dial_keys(settings, true, "r1-") ==
        R"({"demo":true,"keys":[{"name":"shop","number":"0001","usable":true},)"
        R"({"name":"digest","number":"","usable":false}],"order_prefix":"r1-"})"
        "\n");
}

TEST_CASE("the dialler takes the first listener without TLS, by an address that leads to it") {
  config::gateway settings;
  settings.listeners = {{"10.0.0.1", 443, config::listener_tls{}}, {"0.0.0.0", 8080}, {"127.0.0.1", 8081}};
  CHECK(find_plain_listener(settings)->host == "127.0.0.1");
  CHECK(find_plain_listener(settings)->index == 1);
  settings.listeners = {{"::", 8080}};
  CHECK(find_plain_listener(settings)->host == "::1");
  settings.listeners = {{"10.0.0.1", 8080}};
  CHECK(find_plain_listener(settings)->host == "10.0.0.1");
  settings.listeners = {{"10.0.0.1", 443, config::listener_tls{}}};
  CHECK_FALSE(find_plain_listener(settings));
}

}  // namespace ramal::admin
