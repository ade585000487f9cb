// A property: whatever the engine's call object holds, the bytes of every value that is not rewritten are found
// unchanged behind their key, and the answer is JSON.
#include <catch2/catch.hpp>

#include <boost/json/parse.hpp>
#include <random>
#include <vector>

#include "tests/routes/answer_fixture.hpp"

namespace ramal::routes {
namespace {

using random = std::mt19937;

std::size_t below(random& dice, std::size_t end) {
  return std::uniform_int_distribution<std::size_t>(0, end - 1)(dice);
}

template <std::size_t N>
std::string pick_from(random& dice, const char* const (&choices)[N]) {
  return choices[below(dice, N)];
}

constexpr const char* blanks[] = {"", "", "", "", " ", "\n  ", "\t"};
// clang-format off
constexpr const char* scalars[] = {
    "1.0", "1E+2", "-0", "0.10", "12345678901234567890123", "\"\"", "\"\\u00e9\\/\\ud83d\\ude00\"", "\"\xC3\xA9\"",
        "\"a,b:{}[]\"",
    "\"\\\\\\\"\"", "true", "false", "null", "{}", "[]", "[ 1 , 2 ]", "{ \"id\" : \"inner\" }",
        "\"0123456789abcdef0123456789abcdef\""};
// clang-format on
constexpr const char* known[] = {"id",      "externalCallId", "status", "direction", "peerNumber",
                                 "endedAt", "message",        "data",   "state"};

std::string some_value(random& dice, unsigned depth) {
  if (depth == 0 || below(dice, 3) != 0) return pick_from(dice, scalars);
  const bool object = below(dice, 2) == 0;
  std::string text = object ? "{" : "[";
  for (std::size_t i = 0, count = 1 + below(dice, 3); i < count; ++i) {
    if (i != 0) text += ",";
    if (object) text += pick_from(dice, blanks) + "\"k\":" + pick_from(dice, blanks);
    text += some_value(dice, depth - 1) + pick_from(dice, blanks);
  }
  return text + (object ? "}" : "]");
}

}  // namespace

TEST_CASE("the bytes of values that are not rewritten are never touched") {
  random dice(4);
  for (int round = 0; round < 3'000; ++round) {
    std::string native = "{";
    std::vector<std::string> members;
    for (std::size_t i = 0, count = below(dice, 12); i < count; ++i) {
      if (native.size() > 1) native += pick_from(dice, blanks) + "," + pick_from(dice, blanks);
      if (below(dice, 3) == 0) {
        native += "\"" + pick_from(dice, known) + "\":" + pick_from(dice, scalars);
        continue;
      }
      const std::string name = "\"other" + std::to_string(i) + "\"", value = some_value(dice, 3);
      native += name + pick_from(dice, blanks) + ":" + pick_from(dice, blanks) + value;
      members.push_back(name + ":" + value);
    }
    native += pick_from(dice, blanks) + std::string("}");
    INFO(native);
    const std::string got = call_members(native);
    REQUIRE_FALSE(got.empty());
    std::size_t at = 0;
    for (const std::string& member : members) {
      at = got.find("," + member, at);
      if (at == std::string::npos) FAIL("not found: " << member << " in " << got);
      at += member.size();
    }
    boost::system::error_code error;
    boost::json::parse("{" + got + "}", error);
    if (error) FAIL("no JSON: " << got);
  }
}

}  // namespace ramal::routes
