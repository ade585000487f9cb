// What holds for the body of every change on the admin interface (console.md section 1).
#include "proxy/admin/body_rules.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace ramal::admin {
namespace {

std::string code_of(const std::string& body) {
  const auto why = judge_body(body);
  return why ? std::string(why->code) : "";
}

std::string nested(std::size_t levels) {
  std::string made;
  for (std::size_t i = 0; i < levels; ++i) made += "{\"a\":";
  return made + "1" + std::string(levels, '}');
}

}  // namespace

TEST_CASE("O6 a member that stands twice in an object is refused, however it is written and however deep it lies") {
  for (const char* body :
       {R"({"key":"a","number":"1","number":"2"})", R"({"number":"1","number":"1"})", R"({"a":1,"\u0061":2})",
        R"({"\u00e9":1,"é":2})", R"({"a\/b":1,"a/b":2})", R"({"":1,"":2})", R"({"more":{"a":1,"a":2}})",
        R"({"more":[0,[{"a":1},{"b":1,"b":null}]]})", R"([{"a":{},"a":[]}])", R"({"\ud83d\ude00":1,"😀":2})",
        R"({"a":1,"a":2)", R"({"a":1,"a":)", R"( {"a":1 , "a" : 2} x)"}) {
    INFO(body);
    CHECK(code_of(body) == "REPEATED_MEMBER");
  }
}

TEST_CASE("O6 the same name in another object, or in another case, repeats nothing") {
  for (const char* body : {R"({"a":{"a":{"a":1}}})", R"([{"a":1},{"a":1}])", R"({"a":1,"A":2})", R"({"a":"a","b":"a"})",
                           R"({"key":"shop","number":"+5511988887777","order":"x"})", "{}", "[]", "1", "\"a\""}) {
    INFO(body);
    CHECK(code_of(body).empty());
  }
}

TEST_CASE("O6 a body that cannot be read to its end within bounds is refused") {
  CHECK(code_of(nested(32)).empty());
  CHECK(code_of(nested(33)) == "BODY_TOO_COMPLEX");
  CHECK(code_of(std::string(60'000, '[')) == "BODY_TOO_COMPLEX");
  CHECK(code_of("{\"n\":" + std::string(65, '1') + "}") == "BODY_TOO_COMPLEX");
  std::string many = "{\"x\":0";
  for (int i = 0; i < 1'000; ++i) many += ",\"m" + std::to_string(i) + "\":0";
  CHECK(code_of(many + "}") == "BODY_TOO_COMPLEX");
}

TEST_CASE("what is no JSON is left to the path, which says what it takes") {
  for (const char* body :
       {"", " ", "{", "[1,", "{\"a\"}", "{\"a\":1,}", "nothing", "{} x", "{\"\\ud800\":1}", "\xff"}) {
    INFO(body);
    CHECK(code_of(body).empty());
  }
}

}  // namespace ramal::admin
