#include <catch2/catch.hpp>

#include <set>
#include <string>

#include "proxy/rules/id_source.hpp"
#include "proxy/wire/field_values.hpp"

namespace ramal::rules {
namespace {

bool is_lower_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

TEST_CASE("request ids are 16 lower-case hex digits that a client could send back") {
  id_source ids(0);
  for (int i = 0; i < 100; ++i) {
    const request_id id = ids.next_request_id();
    CHECK(view(id).size() == 16);
    CHECK(is_lower_hex(view(id)));
    CHECK(wire::is_request_id(view(id)));
  }
}

TEST_CASE("an id is the number of SplitMix64 in hexadecimal digits, the highest first") {
  id_source ids(0);
  CHECK(view(ids.next_request_id()) == "e220a8397b1dcdaf");
  CHECK(view(ids.next_request_id()) == "6e789e6aa1b965f4");
  CHECK(view(ids.next_request_id()) == "06c45d188009454f");
}

TEST_CASE("request ids do not repeat, within a source and between neighbouring seeds") {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    id_source ids(seed * 0x1234567890ABCDEFu);
    for (int i = 0; i < 25'000; ++i) seen.insert(std::string(view(ids.next_request_id())));
  }
  CHECK(seen.size() == 100'000);
}

TEST_CASE("a seed gives the same ids again") {
  id_source first(7), second(7), other(8);
  const auto id = first.next_request_id();
  CHECK(id == second.next_request_id());
  CHECK(id != other.next_request_id());
}

TEST_CASE("H1 trace contexts are valid, sampled, version 00, and do not repeat") {
  std::set<std::string> seen;
  id_source ids(0);
  for (int i = 0; i < 10'000; ++i) {
    const traceparent made = ids.next_traceparent();
    const std::string_view text = view(made);
    if (!wire::is_traceparent(text)) FAIL("not valid: " << text);
    CHECK(text.substr(0, 3) == "00-");
    CHECK(text.substr(52) == "-01");
    seen.insert(std::string(text));
  }
  CHECK(seen.size() == 10'000);
}

}  // namespace ramal::rules
