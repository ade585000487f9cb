#include <catch2/catch.hpp>

#include "events/http_date.hpp"
#include "events/time_text.hpp"

namespace ramal::events {
namespace {

using namespace std::chrono_literals;

std::string again(std::string_view text) {
  const auto time = parse_time(text);
  return time ? time_with_ms(*time) : "none";
}

}  // namespace

TEST_CASE("times are read with any fraction and any offset") {
  CHECK(again("2026-07-03T15:00:00.412Z") == "2026-07-03T15:00:00.412Z");
  CHECK(again("2026-07-03T15:00:00Z") == "2026-07-03T15:00:00.000Z");
  CHECK(again("2026-07-03t15:00:00z") == "2026-07-03T15:00:00.000Z");
  CHECK(again("2026-07-03T15:00:00.4Z") == "2026-07-03T15:00:00.400Z");
  CHECK(again("2026-07-03T15:00:00.412999999Z") == "2026-07-03T15:00:00.412Z");
  CHECK(again("2026-07-03T12:00:00-03:00") == "2026-07-03T15:00:00.000Z");
  CHECK(again("2026-07-04T00:30:00.5+09:30") == "2026-07-03T15:00:00.500Z");
  CHECK(again("2028-02-29T23:59:60Z") == "2028-03-01T00:00:00.000Z");
  CHECK(again("1970-01-01T00:00:00Z") == "1970-01-01T00:00:00.000Z");
}

TEST_CASE("what is no time of RFC 3339 is none") {
  for (const char* text : {"",
                           "2026",
                           "2026-07-03",
                           "2026-07-03T15:00Z",
                           "2026-07-03 15:00:00Z",
                           "2026-07-03T15:00:00",
                           "2026-07-03T15:00:00.Z",
                           "2026-07-03T15:00:00.1234567890Z",
                           "2026-07-03T15:00:00Z ",
                           " 2026-07-03T15:00:00Z",
                           "2026-02-30T15:00:00Z",
                           "2026-13-01T15:00:00Z",
                           "2026-00-01T15:00:00Z",
                           "2026-07-03T24:00:00Z",
                           "2026-07-03T15:60:00Z",
                           "2026-07-03T15:00:61Z",
                           "2026-07-03T15:00:00+24:00",
                           "2026-07-03T15:00:00+03",
                           "2026-07-03T15:00:00+0300",
                           "1969-12-31T23:59:59Z",
                           "1970-01-01T00:00:00+00:01",
                           "9999-01-01T00:00:00Z",
                           "-026-07-03T15:00:00Z",
                           "+2026-07-03T15:00:00Z",
                           "2026-07-03T15:00:00.-12Z"}) {
    INFO(text);
    CHECK_FALSE(parse_time(text));
  }
}

TEST_CASE("times are written in whole seconds, in any offset") {
  const auto time = parse_time("2026-07-03T15:00:59.999Z");
  REQUIRE(time);
  CHECK(time_in_seconds(*time, 0min) == "2026-07-03T15:00:59Z");
  CHECK(time_in_seconds(*time, -180min) == "2026-07-03T12:00:59-03:00");
  CHECK(time_in_seconds(*time, 570min) == "2026-07-04T00:30:59+09:30");
  CHECK(time_in_seconds(*time, -30min) == "2026-07-03T14:30:59-00:30");
}

TEST_CASE("dates of headers are read in their one form") {
  CHECK(parse_http_date("Fri, 03 Jul 2026 15:00:00 GMT") == parse_time("2026-07-03T15:00:00Z"));
  CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == parse_time("1994-11-06T08:49:37Z"));
  for (const char* text :
       {"", "Fri, 03 Jul 2026 15:00:00", "Fri, 03 Jul 2026 15:00:00 UTC", "Fri, 3 Jul 2026 15:00:00 GMT",
        "riS, 03 Jul 2026 15:00:00 GMT", "Fri, 03 ulA 2026 15:00:00 GMT", "Fri, 31 Feb 2026 15:00:00 GMT",
        "Fri, 03-Jul-2026 15:00:00 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "Fri, 03 Jul 2026 25:00:00 GMT"}) {
    INFO(text);
    CHECK_FALSE(parse_http_date(text));
  }
}

}  // namespace ramal::events
