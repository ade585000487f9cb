#include "config/scalars.hpp"

#include <catch2/catch.hpp>

#include "tests/config/load_fixture.hpp"

namespace ramal::config {
namespace {

using namespace std::chrono_literals;

node plain(const std::string& text) {
  node result;
  result.kind = node_kind::scalar;
  result.text = text;
  return result;
}

node in_quotes(const std::string& text) {
  node result = plain(text);
  result.quoted = true;
  return result;
}

template <class Value>
std::string said(const parsed<Value>& result) {
  return result.has_value() ? std::string() : result.error().text;
}

constexpr range<std::uint64_t> any_count{0, UINT64_MAX};
constexpr range<std::chrono::milliseconds> any_time{0ms, 1'000h};

}  // namespace

TEST_CASE("a boolean is true or false and nothing else") {
  CHECK(*parse_boolean(plain("true")));
  CHECK_FALSE(*parse_boolean(plain("false")));
  for (const std::string text : {"NO", "no", "yes", "on", "off", "True", "FALSE", "0", "1", "y", "t"}) {
    INFO(text);
    CHECK(contains(said(parse_boolean(plain(text))), "is neither true nor false: write one of these two words"));
  }
  CHECK(contains(said(parse_boolean(in_quotes("true"))), "without quotes"));
  CHECK(contains(said(parse_boolean(node{})), "is empty: write true or false"));
}

TEST_CASE("a count is digits and nothing else") {
  CHECK(*parse_count(plain("0"), any_count) == 0);
  CHECK(*parse_count(plain("18446744073709551615"), any_count) == UINT64_MAX);
  for (const std::string text :
       {"1_000", "+1", "-1", "1.0", "1e3", "0x10", "0o17", ".inf", ".nan", "1 0", "ten", "1,000", "\xd9\xa1"}) {
    INFO(text);
    CHECK(contains(said(parse_count(plain(text), any_count)), "write digits only"));
  }
  CHECK(contains(said(parse_count(plain("0755"), any_count)), "would make it octal to some readers: write 755"));
  CHECK(contains(said(parse_count(plain("00"), any_count)), "write 0"));
  CHECK(contains(said(parse_count(in_quotes("5"), any_count)), "without quotes"));
  CHECK(contains(said(parse_count(plain("18446744073709551616"), any_count)), "out of range"));
  CHECK(contains(said(parse_count(plain("11"), {1, 10})), "'11' is out of range: write a value from 1 to 10"));
  CHECK(contains(said(parse_count(plain("0"), {1, 10})), "out of range"));
}

TEST_CASE("a duration has a unit") {
  CHECK(*parse_duration(plain("500ms"), any_time) == 500ms);
  CHECK(*parse_duration(plain("3s"), any_time) == 3s);
  CHECK(*parse_duration(plain("2m"), any_time) == 2min);
  CHECK(*parse_duration(in_quotes("1h"), any_time) == 1h);
  CHECK(*parse_duration(plain("0s"), any_time) == 0ms);
  CHECK(contains(said(parse_duration(plain("30"), any_time)), "'30' has no unit"));
  for (const std::string text : {"3 s", "3S", "3sec", "1.5s", "-3s", "+3s", "1_0s", "s", "03s", "3s2", "1h30m", ".inf",
                                 "99999999999999999999s", "18446744073709551615h"}) {
    INFO(text);
    CHECK(contains(said(parse_duration(plain(text), any_time)), "is no duration"));
  }
  CHECK(contains(said(parse_duration(plain("2h"), {1ms, 1h})), "'2h' is out of range: write a value from 1ms to 1h"));
  CHECK(contains(said(parse_duration(plain("18446744073709551615ms"), any_time)), "out of range"));
}

TEST_CASE("a size is bytes, or has a binary unit") {
  CHECK(*parse_size(plain("1"), any_count) == 1);
  CHECK(*parse_size(plain("256KiB"), any_count) == 262'144);
  CHECK(*parse_size(plain("1MiB"), any_count) == 1'048'576);
  CHECK(*parse_size(plain("2GiB"), any_count) == 2'147'483'648);
  for (const std::string text :
       {"1KB", "1k", "1M", "1 KiB", "1kib", "0x10", "1.5MiB", "-1", "1_000", "KiB", "18446744073709551615GiB"}) {
    INFO(text);
    CHECK(contains(said(parse_size(plain(text), any_count)), "is no size"));
  }
  CHECK(contains(said(parse_size(plain("010"), any_count)), "octal"));
  CHECK(contains(said(parse_size(plain("2MiB"), {1, 1'048'576})), "write a value from 1 to 1MiB"));
}

TEST_CASE("a number with a fraction is digits, a point, digits") {
  CHECK(*parse_real(plain("1.5"), {0, 100}) == 1.5);
  CHECK(*parse_real(plain("10"), {0, 100}) == 10.0);
  for (const std::string text : {".5", "1.", "1e3", ".inf", ".nan", "-1", "1_0", "01.5", "0x1p3", "inf"}) {
    INFO(text);
    CHECK_FALSE(parse_real(plain(text), {0, 100}).has_value());
  }
  CHECK(contains(said(parse_real(plain("100.5"), {0.5, 100})), "from 0.5 to 100"));
}

TEST_CASE("a choice is one of its names, and a mistyped one has a nearest") {
  const std::vector<std::string> names = {"debug", "info"};
  CHECK(*parse_choice(plain("info"), names) == 1);
  const auto missed = parse_choice(plain("inof"), names);
  REQUIRE_FALSE(missed.has_value());
  CHECK(missed.error().text == "'inof' is not known: write debug or info");
  CHECK(missed.error().nearest == "info");
  CHECK_FALSE(parse_choice(plain("INFO"), names).has_value());
}

TEST_CASE("a text is taken as it stands") {
  CHECK(*parse_text(plain("NO")) == "NO");
  CHECK(*parse_text(plain("0755")) == "0755");
  CHECK(*parse_text(in_quotes("a b")) == "a b");
  CHECK(contains(said(parse_text(plain("a\nb"))), "holds a line end: remove it"));
  CHECK(contains(said(parse_text(plain("a\tb"))), "holds a tab: remove it"));
  CHECK(contains(said(parse_text(plain("a\x1b[1mb"))), "control character that is not shown"));
  CHECK(contains(said(parse_text(in_quotes(""))), "is empty"));
  CHECK(contains(said(parse_text(plain(std::string(5'000, 'x')))), "longer than 4096 bytes"));
  node list;
  list.kind = node_kind::list;
  CHECK(contains(said(parse_text(list)), "is a list: write a text"));
}

TEST_CASE("printed values read back as themselves") {
  for (const auto value : {0ms, 1ms, 999ms, 1'000ms, 1'500ms, 60'000ms, 90'000ms, 3'600'000ms}) {
    CHECK(*parse_duration(plain(print_duration(value)), any_time) == value);
  }
  for (const std::uint64_t value : {0ull, 1ull, 1'023ull, 1'024ull, 262'144ull, 1'048'577ull, 1'073'741'824ull}) {
    CHECK(*parse_size(plain(print_size(value)), any_count) == value);
  }
  CHECK(print_duration(90s) == "90s");
  CHECK(print_size(262'144) == "256KiB");
  CHECK(print_text("a\"b\\c\n\x7f") == "\"a\\\"b\\\\c\\x0a\\x7f\"");
}

TEST_CASE("a shown text is short, harmless and hides native keys") {
  CHECK(shown("abc") == "'abc'");
  CHECK(shown("a\x1b[31m") == "'a?[31m'");
  CHECK(shown("ps_secret") == "'***'");
  CHECK(shown(std::string(50, 'x')) == "'" + std::string(40, 'x') + "...'");
  CHECK(shown(std::string(39, 'x') + "\xc3\xa7") == "'" + std::string(39, 'x') + "...'");
}

}  // namespace ramal::config
