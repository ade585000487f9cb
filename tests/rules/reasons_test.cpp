// Every reason has a word of its own; proxy/README.md explains those that are said.
#include <catch2/catch.hpp>

#include <fstream>
#include <set>
#include <string>

#include "proxy/rules/reasons.hpp"

namespace ramal::rules {
namespace {

std::string operators_page() {
  std::ifstream file(std::string(RAMAL_SOURCE_ROOT) + "/proxy/README.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("every reason has a word, and the operator's page says what it means") {
  const std::string page = operators_page();
  std::set<std::string_view> words;
  for (int i = 1; i <= static_cast<int>(routes::reason::no_api); ++i) {
    const reason_text& text = text_of(static_cast<routes::reason>(i));
    INFO(i << " " << text.word);
    CHECK(words.insert(text.word).second);
    CHECK_FALSE(text.word.empty());
    CHECK(text.word.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string_view::npos);
    CHECK(text.what.size() > 10);
    CHECK(text.next.size() > 10);
    CHECK(page.find("`" + std::string(text.word) + "`") != std::string::npos);
  }
  CHECK(word_of(routes::reason::none).empty());
}

}  // namespace ramal::rules
