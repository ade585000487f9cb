#include <catch2/catch.hpp>

#include "proxy/inspector/changes.hpp"

namespace ramal::inspector {

TEST_CASE("a member with another name, one that was added and one that was dropped are told apart") {
  const auto made = changes_between(R"({"number":"*********7777","delay":0,"same":1})",
                                    R"({"to":"*********7777","same":1,"mode":"web"})");
  REQUIRE(made.size() == 3);
  CHECK(made[0].from == "number");
  CHECK(made[0].to == "to");
  CHECK(made[0].rule.find("renamed") == 0);
  CHECK(made[1].from == "delay");
  CHECK_FALSE(made[1].to);
  CHECK_FALSE(made[2].from);
  CHECK(made[2].to == "mode");
}

TEST_CASE("a number is the same one however it is written") {
  const auto made = changes_between(R"({"number":"** (**) *****-7777"})", R"({"to":"+*********7777"})");
  REQUIRE(made.size() == 1);
  CHECK(made[0].from == "number");
  CHECK(made[0].to == "to");
}

TEST_CASE("a member that moved into an object is the same one, and another value is a change") {
  const auto made = changes_between(R"({"id":"call_1","status":"RINGING"})",
                                    R"({"data":{"id":"call_1"},"status":"ringing"})");
  REQUIRE(made.size() == 2);
  CHECK(made[0].from == "status");
  CHECK(made[0].to == "status");
  CHECK(made[1].from == "id");
  CHECK(made[1].to == "data.id");
}

TEST_CASE("bodies that are equal, or no JSON, have no changes") {
  CHECK(changes_between(R"({"a":1})", R"({"a":1})").empty());
  CHECK(changes_between("", "").empty());
  CHECK(changes_between("text", "<html>").empty());
}

TEST_CASE("changes have a bound") {
  std::string large = "{";
  for (int i = 0; i < 900; ++i) large += (i == 0 ? "\"m" : ",\"m") + std::to_string(i) + "\":1";
  CHECK(changes_between(large + "}", "{}").size() == 200);
}

}  // namespace ramal::inspector
