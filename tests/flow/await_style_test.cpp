// g++ 12.2 miscompiles an await that is part of a condition: in `if (!co_await f()) co_return x;` f is never run. So an
// awaited result has a name before anything looks at it.
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace ramal::test {
namespace {

namespace fs = std::filesystem;

// The text without comments and strings, so that only code is looked at; line ends stay.
std::string code_of(const std::string& text) {
  std::string code;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "//") == 0) i = std::min(text.find('\n', i), text.size() - 1);
    if (text[i] == '"' && (i == 0 || text[i - 1] != '\''))
      for (++i; i < text.size() && text[i] != '"' && text[i] != '\n'; ++i) i += text[i] == '\\' ? 1 : 0;
    if (i < text.size()) code.push_back(text[i]);
  }
  return code;
}

// What stands before each co_await of a statement, back to the last ; { or }.
bool is_dangerous(std::string_view before) {
  for (const std::string_view word :
       {"if (", "while (", "switch (", " ? ", " && ", " || ", "!", "return (", " == ", " != "}) {
    const auto at = before.rfind(word);
    if (at == std::string_view::npos) continue;
    // an await behind a closed condition is a statement of its own: if (x) co_await f();
    const std::string_view rest = before.substr(at);
    int open = 0;
    for (const char c : rest) open += c == '(' ? 1 : c == ')' ? -1 : 0;
    const bool condition = word == "if (" || word == "while (" || word == "switch (";
    if (!condition && before.find("if (") != std::string_view::npos && open < 0) continue;
    if (condition ? open > 0 : open >= 0) return true;
  }
  return false;
}

std::vector<std::string> dangers_in(const std::string& text) {
  std::vector<std::string> found;
  const std::string code = code_of(text);
  for (std::size_t at = 0; (at = code.find("co_await", at)) != std::string::npos; at += 8) {
    const auto start = code.find_last_of(";{}", at);
    const std::string before = code.substr(start == std::string::npos ? 0 : start + 1,
                                           at - (start == std::string::npos ? 0 : start + 1));
    if (is_dangerous(before)) found.push_back(before + "co_await");
  }
  return found;
}

}  // namespace

TEST_CASE("no await is part of a condition") {
  std::size_t awaits = 0;
  for (const char* folder : {"proxy", "engine"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(RAMAL_SOURCE_ROOT) / folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp") continue;
      std::ifstream file(entry.path());
      std::ostringstream text;
      text << file.rdbuf();
      for (std::size_t at = 0; (at = text.str().find("co_await", at)) != std::string::npos; ++at) ++awaits;
      for (const std::string& danger : dangers_in(text.str())) FAIL_CHECK(entry.path().string() << ": " << danger);
    }
  }
  CHECK(awaits > 20);
}

TEST_CASE("the check for awaits sees the dangerous forms and lets the others be") {
  for (const char* bad :
       {"if (co_await f()) x();", "if (!co_await f()) co_return x;", "while (co_await f()) {}",
        "if (a && co_await f()) x();", "if (const auto y = co_await f()) x();", "if (auto y = g(co_await f())) x();",
        "b = a || co_await f();", "b = a ? co_await f() : 0;", "switch (co_await f()) {}", "b = !co_await f();",
        "b = 1 == co_await f();", "while (g() && !co_await f()) {}"}) {
    INFO(bad);
    CHECK(dangers_in(bad).size() == 1);
  }
  for (const char* good :
       {"co_await f();", "const auto y = co_await f();", "co_return co_await f();", "if (x) y = co_await f();",
        "if (!x) co_await f();", "else if (a && !b) y = co_await f();", "for (;;) y = co_await f();",
        "// if (co_await f())", "log(\"if (co_await f())\");", "if (x) co_return co_await f();",
        "if (a == b && g(c) != d) y = co_await f();", "f(a->b); y = co_await g();",
        "std::optional<int> y = co_await f();", "auto&& y = co_await f();"}) {
    INFO(good);
    CHECK(dangers_in(good).empty());
  }
}

}  // namespace ramal::test
