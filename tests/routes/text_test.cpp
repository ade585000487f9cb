#include <catch2/catch.hpp>

#include "routes/text.hpp"

namespace ramal::routes {
namespace {

using namespace std::string_view_literals;

struct decoding {
  const char* name;
  std::string_view raw;
  std::string_view plain;
  bool good = true;
};

std::string escaped(std::string_view plain) {
  std::string out = "x";
  escape_json(plain, out);
  return out.substr(1);
}

}  // namespace

TEST_CASE("the inside of a JSON string is decoded to UTF-8") {
  for (const decoding& row : {
           decoding{"plain", "abc", "abc"},
           decoding{"empty", "", ""},
           decoding{"short escapes", R"(\"\\\/\b\f\n\r\t)", "\"\\/\b\f\n\r\t"},
           decoding{"ASCII", R"(\u0041\u007a)", "Az"},
           decoding{"NUL", R"(a\u0000b)", "a\0b"sv},
           decoding{"hex in both cases", R"(\u00e9\u00E9)", "\xC3\xA9\xC3\xA9"},
           decoding{"three bytes", R"(\u20ac)", "\xE2\x82\xAC"},
           decoding{"last before the surrogates", R"(\uD7FF)", "\xED\x9F\xBF"},
           decoding{"first behind the surrogates", R"(\uE000)", "\xEE\x80\x80"},
           decoding{"a pair", R"(<\ud83d\ude00>)", "<\xF0\x9F\x98\x80>"},
           decoding{"the lowest pair", R"(\uD800\uDC00)", "\xF0\x90\x80\x80"},
           decoding{"the highest pair", R"(\uDBFF\uDFFF)", "\xF4\x8F\xBF\xBF"},
           decoding{"UTF-8 stays", "\xC3\xA9", "\xC3\xA9"},
           decoding{"a high surrogate at the end", R"(\ud83d)", "", false},
           decoding{"a high surrogate before text", R"(\ud83dabcdef)", "", false},
           decoding{"a high surrogate before another escape", R"(\ud83d\n12345)", "", false},
           decoding{"a high surrogate before no surrogate", R"(\ud83d\u0041)", "", false},
           decoding{"two high surrogates", R"(\ud83d\ud83d)", "", false},
           decoding{"a low surrogate alone", R"(\ude00)", "", false},
           decoding{"a pair the wrong way round", R"(\ude00\ud83d)", "", false},
       }) {
    INFO(row.name);
    std::string out;
    CHECK(unescape_json(row.raw, out) == row.good);
    if (row.good) CHECK(out == row.plain);
  }
}

TEST_CASE("plain text becomes the inside of a JSON string") {
  CHECK(escaped("abc \xC3\xA9 /") == "abc \xC3\xA9 /");
  CHECK(escaped("\"\\") == R"(\"\\)");
  CHECK(escaped("\n\x01\x1f\x7f"sv) == R"(\u000A\u0001\u001F\u007F)");
  CHECK(escaped("a\0b"sv) == R"(a\u0000b)");
}

TEST_CASE("every byte that is escaped comes back as it was") {
  std::string all, back;
  for (int byte = 0; byte < 128; ++byte) all.push_back(static_cast<char>(byte));
  CHECK(unescape_json(escaped(all), back));
  CHECK(back == all);
}

TEST_CASE("percent coding is decoded as in paths, and as in forms") {
  for (const decoding& row : {
           decoding{"plain", "abc", "abc"},
           decoding{"both cases of hex", "%2a%2A", "**"},
           decoding{"any byte", "%00%ff", "\0\xFF"sv},
           decoding{"cut after the sign", "a%", "", false},
           decoding{"cut after a digit", "a%4", "", false},
           decoding{"no hex", "%zz", "", false},
           decoding{"half hex", "%4g", "", false},
           decoding{"a sign for a digit", "%+1", "", false},
       }) {
    INFO(row.name);
    std::string path, query;
    CHECK(decode_path_segment(row.raw, path) == row.good);
    CHECK(decode_query_value(row.raw, query) == row.good);
    if (row.good) CHECK(path == row.plain);
    if (row.good) CHECK(query == row.plain);
  }
  std::string path, query;
  CHECK(decode_path_segment("a+b", path));
  CHECK(decode_query_value("a+b", query));
  CHECK(path == "a+b");
  CHECK(query == "a b");
}

TEST_CASE("everything but unreserved characters is percent-encoded, and comes back") {
  std::string all, coded, back;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  encode_path_segment(all, coded);
  CHECK(decode_path_segment(coded, back));
  CHECK(back == all);
  CHECK(coded.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%") ==
        std::string::npos);
  std::string some;
  encode_path_segment("wacid.HBgL+/=:@~", some);
  CHECK(some == "wacid.HBgL%2B%2F%3D%3A%40~");
}

TEST_CASE("blanks are trimmed at both ends only") {
  CHECK(trim_blanks(" \t\r\na b\n ") == "a b");
  CHECK(trim_blanks(" \t").empty());
  CHECK(trim_blanks("").empty());
  CHECK(trim_blanks("\v\f") == "\v\f");
}

TEST_CASE("case is ignored in ASCII only") {
  CHECK(equal_ignoring_case("callId", "CALLid"));
  CHECK_FALSE(equal_ignoring_case("callId", "callI"));
  CHECK_FALSE(equal_ignoring_case("[", "{"));
  CHECK_FALSE(equal_ignoring_case("@", "`"));
  CHECK_FALSE(equal_ignoring_case("\xC3\xA9", "\xC3\x89"));
}

}  // namespace ramal::routes
