// Instants of a configuration: what is taken, and what is said of the rest.
#include "config/instant.hpp"

#include <catch2/catch.hpp>

#include "tests/config/load_fixture.hpp"

namespace ramal::config {

TEST_CASE("an instant has a day, a time and a zone, and prints in UTC") {
  const std::pair<const char*, const char*> rows[] = {{"2027-01-31T23:59:59-03:00", "2027-02-01T02:59:59Z"},
                                                      {"2027-01-31T23:59:59Z", "2027-01-31T23:59:59Z"},
                                                      {"2027-01-31T23:59Z", "2027-01-31T23:59:00Z"},
                                                      {"2027-01-31T23:59:59.250Z", "2027-01-31T23:59:59Z"},
                                                      {"2027-01-31T23:59:59.999999999Z", "2027-01-31T23:59:59Z"},
                                                      {"2027-01-01T00:00:00+05:30", "2026-12-31T18:30:00Z"},
                                                      {"2028-02-29T12:00:00+00:00", "2028-02-29T12:00:00Z"},
                                                      {"2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z"},
                                                      {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"},
                                                      {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"}};
  for (const auto& [text, printed] : rows) {
    INFO(text);
    const auto one = parse_instant(text);
    REQUIRE(one.has_value());
    CHECK(print_instant(*one) == printed);
    CHECK(*parse_instant(print_instant(*one)) == *one);
  }
  CHECK(parse_instant("1970-01-02T00:00:01Z")->time_since_epoch().count() == 86'401);
}

TEST_CASE("what is no instant is refused with what to write") {
  const mistake_row rows[] = {{"2027-01-31T23:59:59", "has no zone, so it would mean another time on another machine"},
                              {"2027-01-31T23:59", "has no zone"},
                              {"2027-01-31T23:59:59.5", "has no zone"},
                              {"2027-02-29T00:00:00Z", "names a day that no calendar has"},
                              {"2100-02-29T00:00:00Z", "names a day that no calendar has"},
                              {"2027-04-31", "names a day that no calendar has"},
                              {"2027-13-01T00:00:00Z", "names a day that no calendar has"},
                              {"2027-01-00T00:00:00Z", "names a day that no calendar has"},
                              {"2027-01-31T24:00:00Z", "has a time that no clock shows"},
                              {"2027-01-31T23:60:00Z", "has a time that no clock shows"},
                              {"2016-12-31T23:59:60Z", "has a time that no clock shows"},
                              {"2027-01-31", "is no instant: write day, time and zone, such as"},
                              {"2027-01-31 23:59:59Z", "is no instant"},
                              {"2027-01-31T23:59:59z", "is no instant"},
                              {"2027-01-31T23:59:59 -03:00", "is no instant"},
                              {"2027-01-31T23:59:59-0300", "is no instant"},
                              {"2027-01-31T23:59:59-15:00", "is no instant"},
                              {"2027-01-31T23:59:59.Z", "is no instant"},
                              {"2027-01-31T23:59:59.1234567890Z", "is no instant"},
                              {"2027-1-31T23:59:59Z", "is no instant"},
                              {"31/01/2027", "is no instant"},
                              {"1801440000", "is no instant"},
                              {"never", "is no instant"},
                              {"", "is no instant"}};
  for (const auto& [text, says] : rows) {
    INFO(text);
    const auto one = parse_instant(text);
    REQUIRE(one.has_error());
    CHECK(contains(one.error().text, says));
  }
}

}  // namespace ramal::config
