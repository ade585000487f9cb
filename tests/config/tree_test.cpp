#include "config/tree.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "tests/config/load_fixture.hpp"

namespace ramal::config {

TEST_CASE("a tree keeps texts, quotes and places as they are in the file") {
  std::vector<problem> problems;
  const node root = parse_yaml("a: 0755\nb:\n  - 'NO'\n  - ~\n", problems);
  REQUIRE(problems.empty());
  REQUIRE(root.find("a") != nullptr);
  CHECK(root.find("a")->text == "0755");
  CHECK_FALSE(root.find("a")->quoted);
  CHECK(root.find("a")->at.line == 1);
  CHECK(root.find("a")->at.column == 4);
  const node& list = *root.find("b");
  REQUIRE(list.items.size() == 2);
  CHECK(list.items[0].text == "NO");
  CHECK(list.items[0].quoted);
  CHECK(list.items[0].at.line == 3);
  CHECK(list.items[1].kind == node_kind::null);
}

TEST_CASE("a repeated key is reported with both lines") {
  CHECK(contains(problems_of(one_key + "workers: 1\naliases: true\nworkers: 1\n"),
                 "test.yaml:7:1: the key 'workers' stands here twice: remove one (the first is on line 5)"));
  CHECK(contains(problems_of("engine:\n  base_url: https://a.example\n  base_url: https://b.example\n"),
                 "test.yaml:3:3: the key 'base_url'"));
  CHECK(contains(problems_of("{workers: 1, 'workers': 2}"), "stands here twice"));
}

TEST_CASE("what is no YAML is reported with its line") {
  for (const std::string text : {"a: [1, 2\n", "a: 'open\n", "a: b: c\n", "a: 1\n b: 2\n", "a: \"open\n", "a: 'open",
                                 "a: %\n", "a: @x\n", "? [\n", "}", "a: \"\\q\"\n"}) {
    INFO(text);
    const std::string report = problems_of(text);
    CHECK(contains(report, "test.yaml:"));
    CHECK(contains(report, "this is no YAML"));
  }
  CHECK(contains(problems_of("workers: 1\nengine: [1, 2\nkeys: 3\n"), "test.yaml:3:"));
}

TEST_CASE("a tab in the indentation is called one, with its place") {
  const std::pair<std::string, std::string> rows[] = {{"\tworkers: 1\n", "1:1"},
                                                      {"workers: 1\n\tengine: 2\n", "2:1"},
                                                      {"engine:\n\tbase_url: https://a.example\n", "2:1"},
                                                      {"keys:\n\t- name: a\n", "2:1"},
                                                      {"keys:\n  -\tname: a\n    client_key: b\n", "2:4"},
                                                      {"keys:\n  - name: a\n  \tclient_key: b\n", "3:3"},
                                                      {"keys:\n  - name: a\n\t client_key: b\n", "3:1"},
                                                      {"log:\n  level:\n\tinfo\nworkers: 1\n", "3:1"}};
  for (const auto& [text, at] : rows) {
    INFO(text);
    CHECK(problems_of(text) == "test.yaml:" + at +
                                   ": a tab stands here, and this is no YAML with it: indent with blanks "
                                   "alone\n");
  }
  CHECK_FALSE(contains(problems_of("hosts: [a,\n\tb]\nworkers: 1\na: [\n"), "tab"));
  CHECK(problems_of(one_key + "hosts: [a.example,\n\tb.example]\n") == "none\n");
  CHECK(problems_of(one_key + "workers:\t1\n") == "none\n");
}

TEST_CASE("anchors, aliases, tags and merge keys are refused") {
  const std::string report = problems_of("a: &x 1\nb: *x\nc: !!str 1\nd: !own {}\n");
  CHECK(contains(report, "test.yaml:1:"));
  CHECK(contains(report, "anchors"));
  CHECK(contains(report, "test.yaml:2:"));
  CHECK(contains(report, "aliases"));
  CHECK(contains(report, "test.yaml:3:"));
  CHECK(contains(report, "tags"));
  CHECK(contains(report, "test.yaml:4:"));
  CHECK(contains(problems_of(one_key + "<<: {workers: 1}\n"), "'<<': is no known key"));
}

TEST_CASE("an alias bomb costs nothing") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
    for (int j = 0; j < 9; ++j) bomb += ", " + last;
    bomb += "]\n";
  }
  CHECK(contains(problems_of(bomb), "aliases (*name) are not read"));
}

TEST_CASE("size, nesting and number of values are bounded") {
  CHECK(contains(problems_of("# " + std::string(longest_file, 'x')), "test.yaml: larger than 1 MiB"));
  CHECK(contains(problems_of(std::string(deepest_nesting + 1, '[')), "nested deeper than 16 levels"));
  CHECK(contains(problems_of(std::string(1'000'000, '[')), "nested deeper than 16 levels"));
  CHECK(contains(problems_of(std::string(1'000'000, '{')), "nested deeper than 16 levels"));
  std::string wide = "[";
  for (std::size_t i = 0; i <= most_nodes; ++i) wide += "1,";
  CHECK(contains(problems_of(wide + "]"), "more than 100000 values"));
  std::string dashes;
  for (int i = 0; i < 500'000; ++i) dashes += "- ";
  CHECK(problems_of(dashes) != "none\n");
  std::string keys;
  for (int i = 0; i < 30'000; ++i) keys += "key" + std::to_string(i) + ": 1\n";
  CHECK(contains(problems_of(keys), "test.yaml:30000:1: key29999: is no known key"));
}

TEST_CASE("bytes that are no UTF-8 text are refused at their place") {
  const std::string bad[] = {"\xff",
                             "\xc0\x80",
                             "\xc3",
                             "\xe0\x80\x80",
                             "\xed\xa0\x80",
                             "\xf5\x80\x80\x80",
                             "\xf0\x80\x80\x80",
                             "\xf4\x90\x80\x80",
                             "\x80",
                             std::string(1, '\0'),
                             "\x1b[0m",
                             "\x7f"};
  for (const auto& bytes : bad) {
    CHECK(
        contains(problems_of("workers: 1\nmount: /a" + bytes + "\n"), "test.yaml:2:10: a byte that is no UTF-8 text"));
  }
  CHECK(contains(problems_of(std::string("\xfe\xff\0a\0:", 6)), "test.yaml:1:1: a byte that is no UTF-8 text"));
}

TEST_CASE("good UTF-8, a byte order mark and CRLF line ends are taken") {
  CHECK(find_bad_byte("ação \xe2\x82\xac \xf0\x9f\x93\x9e \xed\x9f\xbf\n\t\r") == std::string::npos);
  CHECK(good("\xef\xbb\xbf" + one_key).keys.size() == 1);
  CHECK(good("workers: 3\r\n" + one_key).workers == 3);
}

TEST_CASE("a second document is refused, one with a line --- is not") {
  CHECK(contains(problems_of(one_key + "---\nworkers: 2\n"), "a second document begins here"));
  CHECK(contains(problems_of("- a\nb: 1\n"), "test.yaml:2:1: a second document begins here"));
  CHECK(good("---\n" + one_key).keys.size() == 1);
}

TEST_CASE("a key that is no word is refused") {
  CHECK(contains(problems_of("? [a, b]\n: 1\n"), "a key must be one word of text"));
  CHECK(contains(problems_of("? {a: b}\n: {c: d}\n"), "a key must be one word of text"));
  CHECK(contains(problems_of("~: 1\n"), "a key must be one word of text"));
}

TEST_CASE("a document that is no mapping is refused") {
  CHECK(contains(problems_of("just text\n"), "test.yaml:1:1: is no mapping"));
  CHECK(contains(problems_of("- a\n- b\n"), "is no mapping"));
}

}  // namespace ramal::config
