// The calls of a list are predicted from one another: whatever their members and order, each is what it is alone.
#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <vector>

#include "tests/routes/answer_fixture.hpp"

namespace ramal::routes {
namespace {

const asked call(answer_shape::call, operation::get);
const asked list(answer_shape::list, operation::list);

void check_each_as_alone(const std::vector<std::string>& calls) {
  std::string native = R"({"calls":[)", expected = R"({"message":"success","data":[)";
  for (const std::string& one : calls) {
    INFO(one);
    REQUIRE(rewrite(list, 200, R"({"calls":[)" + one + "]}").good);
    if (&one != &calls.front()) native += ',', expected += ',';
    native += one;
    expected += "{" + call_members(one) + "}";
  }
  INFO(native);
  CHECK(rewrite(list, 200, native + "]}").body == expected + "]}");
}

// Names that share beginnings and ends, lengths around those of the comparison's steps, blanks, escapes, names twice.
std::string random_member(std::mt19937& random) {
  // clang-format off
  static const std::vector<std::string> names{
      "id", "idx", "i", "", "status", "statuses", "Status", "direction", "peerNumber", "peerNumbes", "externalCallId",
      "externalCallIf", "createdAt", "updatedAt", "message", "data", "i\\u0064", "seventeen_letters", "fifteen_letters",
      "sixteen_letters_", "thirty_one_letters_and_no_blank", "thirty_two_letters_and_no_blanks",
      "thirty_three_letters_and_no_blank", "thirty_two_letters_and_no_blankz"};
  // clang-format on
  static const std::vector<std::string> values{R"("COMPLETED")",
                                               R"("RINGING")",
                                               "null",
                                               "17",
                                               "1.50",
                                               "0",
                                               "-3",
                                               R"("55119")",
                                               R"("a\"b")",
                                               "true",
                                               R"({"id":"inner","status":[]})",
                                               R"([{"id":1}])",
                                               R"("2026-01-01T12:00:00.000Z")",
                                               R"("")",
                                               "\"" + std::string(48, 'x') + "\"",
                                               "\"" + std::string(70, 'y') + "\""};
  static const std::vector<std::string> colons{":", ":", ":", " :", ": ", "\t:\n"};
  const auto pick = [&random](const auto& from) { return from[random() % from.size()]; };
  return "\"" + pick(names) + "\"" + pick(colons) + pick(values);
}

std::string random_call(std::mt19937& random) {
  std::string text = "{";
  const std::size_t members = random() % 30;  // more than are predicted
  for (std::size_t i = 0; i < members; ++i) text += (i == 0 ? "" : ",") + random_member(random);
  return text + "}";
}

// What comes behind a call that is looked at: what is predicted is read only where much text follows.
const std::string padding = R"(,{"pad":")" + std::string(200, 'p') + R"("})";

// A list of a call whose `note` is a string, and of one whose note is `value`.
answered second_note(const std::string& value) {
  const std::string before = R"({"id":"a","note":)", behind = R"(,"status":"MISSED"})";
  const std::string first = before + R"("n")" + behind;
  return rewrite(list, 200, R"({"calls":[)" + first + "," + before + value + behind + padding + "]}");
}

}  // namespace

TEST_CASE("a value of any kind and length behind a predicted name is what it is alone") {
  std::vector<std::string> values{"null",
                                  "0",
                                  "7",
                                  "-7",
                                  "10",
                                  "1.5",
                                  "1e3",
                                  "0.0",
                                  "true",
                                  "false",
                                  "{}",
                                  "[]",
                                  R"({"id":"inner"})",
                                  R"([1,"2",null])",
                                  R"("a\"b")",
                                  R"("\\")",
                                  R"("\u00e9")",
                                  "\"\xc3\xa9\"",
                                  " 1",
                                  "\"x\" ",
                                  "null\n",
                                  "1 "};
  for (std::size_t size = 0; size < 70; ++size) values.push_back("\"" + std::string(size, 's') + "\"");
  for (std::size_t size = 1; size < 40; ++size) values.push_back(std::string(size, '9'));
  const std::string pad = padding.substr(1);
  for (const std::string& value : values)
    for (const char* name : {"note", "status", "data"}) {
      const auto with = [name](const std::string& v) {
        return R"({"id":"a",")" + std::string(name) + "\":" + v + R"(,"direction":"INBOUND"})";
      };
      check_each_as_alone({with(R"("n")"), with(value), with(R"("n")"), pad});
      check_each_as_alone({with("null"), with(value), R"({"id":"a","other":)" + value + "}", pad});
    }
}

TEST_CASE("a malformed value behind a predicted name is refused") {
  std::vector<std::string> values{"",       "nul", "nullx",     "nill",  "Null", "01",      "00",          "1.",
                                  "1.e3",   "1e",  "1x",        "9999x", "+1",   "--1",     "-",           ".5",
                                  "\"",     "\"x", "x",         "'x'",   "tru",  "truex",   "falsex",      "fals",
                                  "{",      "}",   "[",         "]",     "{]",   R"("\x")", R"("\u12g4")", "\"x\"\"",
                                  "\"x\"x", "1 2", "null null", "1,,",   ",",    ":",       "\"\xff\""};
  for (std::size_t size = 0; size < 60; ++size) {
    values.push_back("\"" + std::string(size, 's') + "\n\"");
    values.push_back("\"" + std::string(size, 's') + std::string(1, '\0') + "\"");
    values.push_back("\"" + std::string(size, 's') + "\\q\"");
    values.push_back("0" + std::string(size + 1, '1'));
    values.push_back(std::string(size + 1, '1') + ".");
  }
  REQUIRE(second_note("1").good);
  for (const std::string& value : values) {
    INFO(value);
    const answered result = second_note(value);
    CHECK_FALSE(result.good);
    CHECK(result.problem.kind == failure_kind::upstream_malformed);
  }
}

TEST_CASE("a name that shares a beginning or an end with the predicted one is what it is alone") {
  const std::string pad = padding.substr(1);
  for (std::size_t size = 1; size < 45; ++size) {
    const std::string name(size, 'n');
    const auto with = [](const std::string& n) { return R"({"id":"a",")" + n + R"(":1,"status":"MISSED"})"; };
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = name;
      other[at] = 'm';
      check_each_as_alone({with(name), with(other), with(name + "n"), with(name.substr(1)), pad});
    }
  }
}

TEST_CASE("a malformed member where another was predicted is refused") {
  const std::string good = R"({"id":"a","note":"n","status":"MISSED"})";
  for (const char* bad :
       {R"({"id":"a","note";"n","status":"MISSED"})", R"({"id":"a";"note":"n","status":"MISSED"})",
        R"({"id":"a""note":"n","status":"MISSED"})", R"({,"id":"a","note":"n","status":"MISSED"})",
        R"({"id":"a","note":"n","status":"MISSED",})", R"({"id":"a","note":"n","status":"MISSED")",
        R"({"id":"a","note""n","status":"MISSED"})", R"({"id":"a","note:"n","status":"MISSED"})",
        R"({"id":"a",note":"n","status":"MISSED"})", R"("id":"a","note":"n","status":"MISSED"})",
        R"([{"id":"a","note":"n","status":"MISSED"})", R"({"id":"a","note":"n","status":"MISSED"])"}) {
    INFO(bad);
    const answered result = rewrite(list, 200, R"({"calls":[)" + good + "," + bad + padding + "]}");
    CHECK_FALSE(result.good);
    CHECK(result.problem.kind == failure_kind::upstream_malformed);
  }
}

TEST_CASE("a blank of the call before does not stand for a comma or a colon") {
  const auto after = [](const std::string& first, const std::string& second) {
    return rewrite(list, 200, R"({"calls":[)" + first + "," + second + padding + "]}").good;
  };
  const std::string blank_before = R"({"id":"a", "note":"n"})", blank_behind = R"({"id":"a","note" :"n"})";
  CHECK(after(blank_before, blank_before));
  CHECK(after(blank_behind, blank_behind));
  CHECK_FALSE(after(blank_before, R"({"id":"a" "note":"n"})"));
  CHECK_FALSE(after(blank_behind, R"({"id":"a","note" "n"})"));
}

TEST_CASE("calls of a list with other members, or in another order, are each as they are alone") {
  check_each_as_alone({
      R"({"id":"a","status":"RINGING","direction":"INBOUND","note":1})",
      R"({"id":"b","status":"RINGING","direction":"INBOUND","note":2})",
      R"({"status":"MISSED","id":"c","note":3,"direction":"OUTBOUND"})",
      R"({"id":"d"})",
      R"({})",
      R"({"id" : "e","status" :"FAILED","direction": "INBOUND"})",
      R"({"ix":"f","statux":"RINGING","directiox":"INBOUND","note":4})",
      R"({"id":"g","status":"RINGING","direction":"INBOUND","note":5,"id":"last"})",
  });
}

TEST_CASE("random calls of a list are each as they are alone") {
  std::mt19937 random(20'261);
  for (int round = 0; round < 2'000; ++round) {
    std::vector<std::string> calls;
    const std::size_t kinds = 1 + random() % 3;
    for (std::size_t i = 0; i < kinds; ++i) calls.push_back(random_call(random));
    for (std::size_t i = random() % 6; i > 0; --i) calls.push_back(calls[random() % kinds]);
    check_each_as_alone(calls);
  }
}

TEST_CASE("a predicted name does not make a cut list whole") {
  // the longest name that is predicted, and a value that is longer than is looked at
  const std::string call_text = R"({"id":"a","status":"COMPLETED",")" + std::string(28, 'n') + R"(":")" +
                                std::string(100, 'v') + R"("})";
  const std::string whole = R"({"calls":[)" + call_text + "," + call_text + "]}";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    // a buffer of just this size: reading on would be seen by AddressSanitizer
    const std::vector<char> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    const answered result = rewrite(list, 200, {cut.data(), cut.size()});
    CHECK_FALSE(result.good);
    CHECK(result.problem.kind == failure_kind::upstream_malformed);
  }
}

}  // namespace ramal::routes
