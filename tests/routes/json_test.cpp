#include <catch2/catch.hpp>

#include <string>

#include "tests/routes/json_documents.hpp"

namespace ramal::routes::json {
namespace {

std::string nested(std::size_t depth, char open, char close) {
  return std::string(depth, open) + std::string(depth, close);
}

std::string with_keys(std::size_t count) {
  std::string text = "{";
  for (std::size_t i = 0; i < count; ++i) text.append(i == 0 ? "" : ",").append("\"k\":0");
  return text + "}";
}

}  // namespace

TEST_CASE("good documents are read") {
  for (const document& row : good_documents()) {
    INFO(row.name);
    CHECK(read(row.text) == problem::none);
  }
}

TEST_CASE("bad documents are refused") {
  for (const document& row : bad_documents()) {
    INFO(row.name);
    CHECK(read(row.text) == problem::syntax);
  }
}

TEST_CASE("every truncation of a good document is refused") {
  for (const document& row : good_documents()) {
    const std::string_view trimmed = row.text.substr(0, row.text.find_last_not_of(" \n") + 1);
    for (std::size_t size = 0; size < trimmed.size(); ++size) {
      INFO(row.name << " cut to " << size);
      CHECK(read(trimmed.substr(0, size)) == problem::syntax);
    }
  }
}

TEST_CASE("a control byte at any place of a string is found") {
  for (std::size_t size = 1; size < 70; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (const char control : {'\0', '\x1f', '\n'}) {
        std::string text = "\"" + std::string(size, 'x') + "\"";
        CHECK(read(text) == problem::none);
        text[1 + at] = control;
        if (read(text) != problem::syntax) FAIL("a control byte at " << at << " of " << size << " passed");
      }
    }
  }
}

TEST_CASE("L11 nesting is bounded") {
  CHECK(read(nested(32, '[', ']')) == problem::none);
  CHECK(read(nested(33, '[', ']')) == problem::too_deep);
  CHECK(read(nested(1'000'000, '[', ']')) == problem::too_deep);
  CHECK(read(R"({"a":)" + nested(31, '[', ']') + "}") == problem::none);
  CHECK(read(R"({"a":)" + nested(32, '[', ']') + "}") == problem::too_deep);
  CHECK(read("[" + nested(31, '[', ']') + "," + nested(31, '[', ']') + "]") == problem::none);
  CHECK(read("[[]]", limits{1, 10, 10}) == problem::too_deep);
}

TEST_CASE("L11 keys are counted over all objects") {
  CHECK(read(with_keys(1'000)) == problem::none);
  CHECK(read(with_keys(1'001)) == problem::too_many_keys);
  CHECK(read("[" + with_keys(500) + "," + with_keys(500) + "]") == problem::none);
  CHECK(read("[" + with_keys(500) + "," + with_keys(501) + "]") == problem::too_many_keys);
}

TEST_CASE("L11 a number's text is bounded") {
  CHECK(read("[" + std::string(64, '1') + "]") == problem::none);
  CHECK(read("[" + std::string(65, '1') + "]") == problem::number_too_long);
  CHECK(read("[-0." + std::string(61, '1') + "]") == problem::none);
  CHECK(read("[-0." + std::string(62, '1') + "]") == problem::number_too_long);
  CHECK(read("[" + std::string(1'000, '1') + "]", answer_limits) == problem::none);
}

TEST_CASE("values come as they were written, without the blanks around them") {
  cursor in(R"( { "a" : 1.0 , "b\n":[ 1 ,2 ] ,"c":"x\u0041" } )");
  std::string seen;
  CHECK(in.members([&](std::string_view name) {
    std::string_view token;
    if (!in.value(token)) return false;
    seen.append(name).append("=").append(token).append(";");
    return true;
  }));
  CHECK(in.finish());
  CHECK(seen == R"(a=1.0;b\n=[ 1 ,2 ];c="x\u0041";)");
}

TEST_CASE("a member that is refused stops the reading") {
  cursor in(R"({"a":1,"b":2})");
  int calls = 0;
  CHECK_FALSE(in.members([&](std::string_view) { return ++calls == 0; }));
  CHECK(calls == 1);
  CHECK(in.what() == problem::syntax);
}

TEST_CASE("tokens tell their kind") {
  CHECK(is_string("\"a\""));
  CHECK_FALSE(is_string("1"));
  CHECK_FALSE(is_string(""));
  CHECK(is_null("null"));
  CHECK_FALSE(is_null("\"null\""));
  CHECK(inside("\"a\"") == "a");
  CHECK(inside("\"\"").empty());
}

}  // namespace ramal::routes::json
