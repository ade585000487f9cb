#include <catch2/catch.hpp>

#include "engine/ids.hpp"
#include "engine/media_tokens.hpp"
#include "engine/media_url.hpp"
#include "engine/message.hpp"
#include "engine/schedule.hpp"
#include "engine/sdp.hpp"
#include "engine/timestamp.hpp"

using namespace ramal::engine;

TEST_CASE("times are written and read as ISO 8601") {
  const auto at = parse_time("2026-01-31T12:34:56.789Z");
  REQUIRE(at);
  CHECK(format_time(*at) == "2026-01-31T12:34:56.789Z");
  CHECK(parse_time("2026-01-31T09:34:56.789-03:00") == at);
  CHECK(parse_time("2026-01-31T14:34:56.789123+02:00") == at);
  CHECK(parse_time("2026-01-31T12:34:56.789") == at);
  CHECK(format_time(*parse_time("2026-01-31")) == "2026-01-31T00:00:00.000Z");
  CHECK(format_time(*parse_time("2026-01-31T12:34")) == "2026-01-31T12:34:00.000Z");
  CHECK(format_time(*parse_time("2026-01-31T12:34:56.5Z")) == "2026-01-31T12:34:56.500Z");
}

TEST_CASE("what is no ISO 8601 time is none") {
  for (const char* text : {"", "yesterday", "1700000000", "2026-13-01", "2026-02-30", "2026-01-31T25:00Z",
                           "2026-01-31T12:60Z", "2026-01-31T12:34:56.Z", "2026-01-31T12:34:56Zx", "2026-01-31 12:34:56",
                           "2026-01-31T12:34:56+0300", " 2026-01-31"}) {
    INFO(text);
    CHECK_FALSE(parse_time(text));
  }
}

TEST_CASE("a scaled clock runs and a wait is real time") {
  const scaled_clock time(10);
  const time_point now = time.now();
  CHECK(time.wait_until(now).count() == 0);
  const auto wait = time.wait_until(now + std::chrono::hours(10));
  CHECK(wait <= std::chrono::hours(1));
  CHECK(wait > std::chrono::minutes(59));
}

TEST_CASE("the same seed makes the same ids and another seed others") {
  id_source first(7);
  id_source second(7);
  id_source other(8);
  CHECK(first.call_id() == second.call_id());
  CHECK(first.token() == second.token());
  CHECK(first.call_id() != other.call_id());
  CHECK(first.call_id() != first.call_id());
  CHECK(first.meta_call_id().starts_with("wacid."));
  CHECK(first.provider_call_id().size() == 32);
  CHECK(conversation_id("1", "2") == conversation_id("1", "2"));
  CHECK(conversation_id("1", "2") != conversation_id("2", "1"));
}

TEST_CASE("a schedule gives out what is due in order of time and then of insertion") {
  schedule<int> plan;
  const time_point now{};
  plan.add(now + milliseconds(2), 3);
  plan.add(now + milliseconds(1), 1);
  plan.add(now + milliseconds(1), 2);
  CHECK(plan.next_due() == now + milliseconds(1));
  CHECK_FALSE(plan.take_due(now));
  CHECK(plan.take_due(now + milliseconds(1))->second == 1);
  CHECK(plan.take_due(now + milliseconds(9))->second == 2);
  CHECK(plan.take_due(now + milliseconds(9))->first == now + milliseconds(2));
  CHECK_FALSE(plan.next_due());
}

TEST_CASE("session descriptions are checked for what Meta demands") {
  CHECK(valid_sdp_offer("v=0\nm=audio 9 X 111\n"));
  CHECK(valid_sdp_answer("v=0\r\nm=audio 9 X 111\r\na=setup:active\r\n"));
  CHECK(valid_sdp_answer("v=0\r\nm=audio 9 X 111\r\na=setup:active"));
  CHECK_FALSE(valid_sdp_answer("v=0\r\nm=audio 9 X 111\r\na=setup:actpass\r\n"));
  CHECK_FALSE(valid_sdp_answer("v=0\r\nm=audio 9 X 111\r\na=setup:activex\r\n"));
  CHECK_FALSE(valid_sdp_answer("v=0\r\nm=audio 9 X 111\r\ns=a=setup:active\r\n"));
  CHECK_FALSE(valid_sdp_offer("v=0\r\nm=video 9 X 96\r\n"));
  CHECK_FALSE(valid_sdp_offer("hello"));
  CHECK_FALSE(valid_sdp_offer(""));
  id_source ids(1);
  CHECK(valid_sdp_offer(make_sdp_offer(ids)));
  CHECK(valid_sdp_answer(make_sdp_answer(ids)));
}

TEST_CASE("media URLs are http or https with a host and a known extension") {
  for (const char* text : {"http://a.example/x.mp3", "https://a.example:8443/d/x.WAV?v=1.bin", "https://a/x.opus",
                           "http://127.0.0.1/x.ogg", "http://[::1]:80/x.mp3", "https://a.example/stream"}) {
    INFO(text);
    const auto url = parse_http_url(text);
    REQUIRE(url);
    CHECK(playable(*url));
  }
  for (const char* text :
       {"", "x.mp3", "ftp://a.example/x.mp3", "http:///x.mp3", "http://u:p@a.example/x.mp3", "file:///etc/passwd",
        "http://a.example:0/x.mp3", "http://a.example:99999/x.mp3", "http://a.exa mple/x.mp3"}) {
    INFO(text);
    CHECK_FALSE(parse_http_url(text));
  }
  CHECK_FALSE(parse_http_url("http://a.example/" + std::string(2'048, 'x')));
  CHECK_FALSE(playable(*parse_http_url("http://a.example/x.mp4")));
  CHECK(parse_http_url("http://[::1]:81/x")->host == "::1");
  CHECK(parse_http_url("http://a.example")->target == "/");
}

TEST_CASE("query parameters are taken by name and decoded") {
  CHECK(query_parameter("a=1&to=%2B55&to=2", "to") == "+55");
  CHECK(query_parameter("to", "to") == "");
  CHECK_FALSE(query_parameter("toto=1", "to"));
  CHECK_FALSE(query_parameter("to=%2", "to"));
  CHECK_FALSE(query_parameter("to=%zz", "to"));
  CHECK(percent_encoded("a b/ü") == "a%20b%2F%C3%BC");
}

TEST_CASE("phone numbers are 8 to 15 digits with or without a plus") {
  CHECK(parse_phone("+5511988887777") == "5511988887777");
  CHECK(parse_phone("12345678") == "12345678");
  for (const char* text : {"", "+", "1234567", "1234567890123456", "+55 11 98888", "++5511988887777", "abcdefgh"}) {
    INFO(text);
    CHECK_FALSE(parse_phone(text));
  }
}

TEST_CASE("a token works once and for 120 seconds and is forgotten later") {
  media_tokens tokens;
  const time_point now{std::chrono::hours(1)};
  tokens.issue("a", {1, 2, true}, now);
  CHECK(tokens.check("b", now).first == token_state::unknown);
  CHECK(tokens.check("a", now + milliseconds(119'999)).first == token_state::fresh);
  CHECK(tokens.check("a", now + milliseconds(120'000)).first == token_state::expired);
  CHECK(tokens.check("a", now).second.sequence == 2);
  tokens.use("a");
  CHECK(tokens.check("a", now).first == token_state::used);
  tokens.issue("c", {}, now + std::chrono::hours(1));
  CHECK(tokens.size() == 1);
}
