// Blanks and hyphens that come along with copied text.
#include <catch2/catch.hpp>

#include <string>

#include "routes/blanks.hpp"

namespace ramal::routes {

TEST_CASE("every kind of blank is told from letters and digits, by its whole size") {
  for (const char* blank : {" ",      "\t",     "\r",     "\n",     "\v",     "\f",     "\u0085", "\u00A0", "\u061C",
                            "\u1680", "\u180E", "\u2000", "\u2009", "\u200B", "\u200E", "\u200F", "\u2028", "\u202A",
                            "\u202C", "\u202F", "\u205F", "\u2060", "\u2066", "\u2069", "\u3000", "\uFEFF"}) {
    INFO(blank);
    CHECK(blank_size(std::string(blank) + "5") == std::string(blank).size());
    CHECK(trim(std::string(blank) + "5 5" + blank + blank) == "5 5");
  }
  for (const char* other : {"", "5", "-", "+", "\u00A1", "\u00E9", "\u1FFF", "\u2010", "\u2027", "\u2030", "\u205E",
                            "\u2070", "\uFEFE", "\U0001F4DE", "\xC2", "\xE2\x80", "\x80"}) {
    INFO(other);
    CHECK(blank_size(other) == 0);
    CHECK(trim(other) == other);
  }
}

TEST_CASE("every kind of hyphen is one") {
  for (const char* hyphen : {"-", "\u00AD", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2043",
                             "\u2212", "\uFE58", "\uFE63", "\uFF0D"})
    CHECK(hyphen_size(hyphen) == std::string(hyphen).size());
  for (const char* other : {"", "_", "~", " ", ".", "\u2016", "\uFF0E"}) CHECK(hyphen_size(other) == 0);
}

TEST_CASE("trimming stops at what is no blank, and leaves nothing of blanks alone") {
  CHECK(trim("").empty());
  CHECK(trim(" \u00A0\u200B\uFEFF\t").empty());
  CHECK(trim("\u200E\u00E9 \u00E9\u200E") == "\u00E9 \u00E9");
  CHECK(trim("a\u00A0b") == "a\u00A0b");
  CHECK(trim(std::string_view("\0 a \0", 5)) == std::string_view("\0 a \0", 5));
}

}  // namespace ramal::routes
