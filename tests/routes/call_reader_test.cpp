// The calls of a list are foreseen from one another: whatever their members and order, each is what it is alone.
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
    const answered alone = rewrite(call, 200, one);
    INFO(one);
    REQUIRE(alone.good);
    if (&one != &calls.front()) native += ',', expected += ',';
    native += one;
    expected += "{" + call_members(one) + "}";
  }
  INFO(native);
  CHECK(rewrite(list, 200, native + "]}").body == expected + "]}");
}

// Names that share beginnings and ends, lengths around those of the comparison's steps, blanks, escapes, names twice.
std::string random_member(std::mt19937& random) {
  static const std::vector<std::string> names{
      "id", "idx", "i", "", "status", "statuses", "Status", "direction", "peerNumber", "peerNumbes", "externalCallId",
      "externalCallIf", "createdAt", "updatedAt", "message", "data", "i\\u0064", "seventeen_letters", "fifteen_letters",
      "sixteen_letters_", "thirty_one_letters_and_no_blank", "thirty_two_letters_and_no_blanks",
      "thirty_three_letters_and_no_blank", "thirty_two_letters_and_no_blankz"};
  static const std::vector<std::string> values{R"("COMPLETED")", R"("RINGING")", "null", "17", "1.50", R"("55119")",
                                               R"("a\"b")", "true", R"({"id":"inner","status":[]})", R"([{"id":1}])"};
  static const std::vector<std::string> colons{":", ":", ":", " :", ": ", "\t:\n"};
  const auto pick = [&random](const auto& from) { return from[random() % from.size()]; };
  return "\"" + pick(names) + "\"" + pick(colons) + pick(values);
}

std::string random_call(std::mt19937& random) {
  std::string text = "{";
  const std::size_t members = random() % 30;  // more than are foreseen
  for (std::size_t i = 0; i < members; ++i) text += (i == 0 ? "" : ",") + random_member(random);
  return text + "}";
}

}  // namespace

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

TEST_CASE("a foreseen name does not make a cut list whole") {
  const std::string whole = R"({"calls":[{"id":"a","status":"X"},{"id":"a","status":"X"}]})";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    // a buffer of just this size: reading on would be seen by AddressSanitizer
    const std::vector<char> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    const answered result = rewrite(list, 200, {cut.data(), cut.size()});
    CHECK_FALSE(result.good);
    CHECK(result.problem.kind == failure_kind::upstream_malformed);
  }
}

}  // namespace ramal::routes
