// Call id and media URL: every sentence of go-calls.md section 3 about them.
#include <catch2/catch.hpp>

#include <string>

#include "routes/blanks.hpp"
#include "routes/table.hpp"
#include "routes/values.hpp"

namespace ramal::routes {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view not_public = "mediaUrl must be a public http(s) URL";
constexpr std::string_view odd_id = "callId has characters that no call id has";

}  // namespace

TEST_CASE("a call id is opaque but for what would change a path") {
  for (const std::string_view good : {"a"sv, "call_01HZX"sv, "wacid.HBgLNTUx+A=="sv, "A0:B1@c.us"sv, "..."sv, ".a"sv,
                                      "a b"sv, "\xC3\xA9"sv, "a\"b"sv, "<&>"sv}) {
    INFO(good);
    CHECK(check_call_id(good).empty());
  }
  CHECK(check_call_id(std::string(128, 'a')).empty());
  CHECK(check_call_id(std::string(129, 'a')) == "callId must be at most 128 bytes");
  for (const std::string_view bad : {"a/b"sv, "a\\b"sv, "a?b"sv, "a#b"sv, "a%b"sv, "%2e"sv, "a\nb"sv, "a\0b"sv,
                                     "a\x7f"sv, "\x01"sv, "."sv, ".."sv}) {
    INFO(bad);
    CHECK(check_call_id(bad) == odd_id);
  }
}

TEST_CASE("what the engine calls an id is one if every route takes it back") {
  std::string scratch;
  for (const std::string& good :
       {std::string("\"a\""), std::string("\"call_01HZX\""), std::string("\"wacid.HBgLNTUx+A==\""),
        std::string("\"a b\""), std::string("\"\xC3\xA9\""), std::string(R"("call\u005f1")"), std::string(R"("a\"b")"),
        std::string("\"...\""), std::string("0"), std::string("12345678901234567890"), std::string("-1.5e3"),
        "\"" + std::string(128, 'x') + "\"", std::string("\"Setting\"")}) {
    INFO(good);
    CHECK(is_call_id(good, scratch));
  }
  // clang-format off
  for (const std::string& bad :
       {std::string(), std::string("\"\""), std::string("null"), std::string("true"), std::string("{\"id\":1}"), std::string("[1]"),
        std::string("\"a/b\""), std::string(R"("a\/b")"), std::string(R"("a\u002Fb")"), std::string("\"a?b\""), std::string("\"a#b\""),
        std::string("\"a%2Fb\""), std::string(R"("a\\b")"), std::string(R"("a\nb")"), std::string(R"("a\u0000")"), std::string("\"a\x7F\""),
        std::string("\".\""), std::string("\"..\""), std::string(R"("\u002e.")"), std::string("\" a\""), std::string("\"a\xC2\xA0\""),
        std::string(R"("a\u00a0")"), std::string("\" \""), std::string("\"settings\""), std::string("\"permissions\""),
        std::string("\"Settings\""), std::string("\"PERMISSIONS\""),
        std::string(R"("\u0073ettings")"), std::string(R"("\ud800")"), "\"" + std::string(129, 'x') + "\"",
        R"("\u00e9)" + std::string(127, 'x') + "\"", std::string(129, '1'), "\"" + std::string(5'000, 'x') + "\""}) {
    // clang-format on
    INFO(bad);
    CHECK_FALSE(is_call_id(bad, scratch));
  }
}

TEST_CASE("a media URL has a scheme, a host, no user, and a bounded length") {
  const std::string start = "https://cdn.example/";
  for (const std::string& good :
       {std::string("http://a"), std::string("https://cdn.example/a.mp3?x=1&y=2#z"),
        std::string("HTTPS://CDN.example/a"), std::string("https://cdn.example:8443/a"),
        std::string("https://[2001:db8::1]/a"), std::string("http://[::1]:80/"), std::string("https://cdn.example/a@b"),
        std::string("https://cdn.example?x=a@b"), std::string("https://cdn.example/\xC3\xA9"),
        std::string("http://10.0.0.1/a"), start + std::string(2'048 - start.size(), 'x')}) {
    INFO(good);
    CHECK(check_media_url(good).empty());
  }
  // clang-format off
  for (const std::string& bad :
       {std::string("ftp://a/b"), std::string("file:///etc/passwd"), std::string("data:audio/mp3;base64,AA"),
           std::string("a.mp3"),
        std::string("//cdn.example/a"), std::string("http:/a"), std::string("http:a"), std::string("https://"),
            std::string("https:///a"),
        std::string("https://?a"), std::string("https://#a"), std::string("https://:80/a"),
            std::string("https://user@cdn.example/a"),
        std::string("https://user:pass@cdn.example/a"), std::string("https://@cdn.example/a"),
            std::string("https://a\\@b/c"),
        std::string("https://cdn.example\\@evil.example/"), std::string("https://[]/a"), std::string("https://[::1/a"),
        std::string(" https://cdn.example/a"), std::string("https://cdn.example/a b"),
            std::string("https://cdn.example/a\n"),
        std::string("https://cdn.example/a\x7f"), std::string("https://cdn.example/a\u00A0b"),
        std::string("https://cdn.example/a\u200B"), std::string("xhttps://a"), std::string("https ://a"),
        start + std::string(2'049 - start.size(), 'x')}) {
    INFO(bad);
    CHECK(check_media_url(bad) == not_public);
  }
  // clang-format on
}

TEST_CASE("what no call id has is found wherever it stands in one, however long it is") {
  std::string scratch;
  for (std::size_t size = 1; size <= 50; ++size)
    for (std::size_t at = 0; at < size; ++at)
      for (unsigned byte = 1; byte < 0x80; ++byte) {
        const char c = static_cast<char>(byte);
        if (c == '"' || c == '\\' || byte < 0x20) continue;  // no raw text of a JSON string has it alone
        std::string id(size, 'a');
        id[at] = c;
        const bool expected = check_call_id(id).empty() && trim(id).size() == id.size() && !is_reserved_id(id);
        if (is_call_id('"' + id + '"', scratch) != expected) FAIL("at " << at << " of " << size << ": " << byte);
      }
}

}  // namespace ramal::routes
