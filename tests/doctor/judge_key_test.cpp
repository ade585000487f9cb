#include "proxy/doctor/judge_key.hpp"

#include <string_view>

#include <catch2/catch.hpp>

namespace ramal::doctor {

TEST_CASE("what each answer of the engine says about a native key, and what mends it") {
  struct row {
    unsigned status;
    std::string_view code;
    std::string_view says;
    std::string_view mends;
  };
  for (const row& one : {
           row{401, "", "rotated", "ramal check"},
           row{403, "TENANT_SCOPE_NOT_ALLOWED", "403 TENANT_SCOPE_NOT_ALLOWED", "a key of the number itself"},
           row{409, "NUMBER_NOT_CONNECTED", "not connected", "connect the number"},
           row{400, "NUMBER_NOT_FOUND", "cannot call", "bind the native key of shop"},
           row{500, "", "the engine answers 500", "the engine's log"},
       }) {
    INFO(one.status);
    const finding made = judge_key("shop", {one.status, one.code, true});
    CHECK(made.how == level::failure);
    CHECK(made.text.starts_with("shop: "));
    CHECK(made.text.find(one.says) != std::string::npos);
    CHECK(made.mend.find(one.mends) != std::string::npos);
  }
}

TEST_CASE("a key that works is good, and one that is asked for too often is no failure") {
  const finding good = judge_key("shop", {200, "", true});
  CHECK(good.how == level::good);
  CHECK(good.mend.empty());
  CHECK(judge_key("shop", {429, "", true}).how == level::warning);
}

TEST_CASE("an answer that is no JSON is not of the calls API, whatever its status") {
  for (const unsigned status : {200U, 401U, 403U, 404U, 502U}) {
    const finding made = judge_key("shop", {status, "", false});
    CHECK(made.how == level::failure);
    CHECK(made.mend.find("engine.base_url") != std::string::npos);
  }
}

}  // namespace ramal::doctor
