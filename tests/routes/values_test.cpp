// Callee, call id and media URL: every sentence of go-calls.md section 3 about them.
#include <catch2/catch.hpp>

#include <string>

#include "routes/values.hpp"

namespace ramal::routes {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view invalid = "invalid WhatsApp number";
constexpr std::string_view individuals = "calls only support individual WhatsApp users";
constexpr std::string_view not_public = "mediaUrl must be a public http(s) URL";
constexpr std::string_view odd_id = "callId has characters that no call id has";

struct callee_row {
  const char* name;
  std::string_view text;
  std::string_view digits;   // "" if it is refused
  std::string_view problem{};
};

}  // namespace

TEST_CASE("a callee becomes its digits") {
  for (const callee_row& row : {
           callee_row{"digits", "5511999990000", "5511999990000"},
           callee_row{"the shortest", "12345678", "12345678"},
           callee_row{"the longest", "123456789012345", "123456789012345"},
           callee_row{"plus", "+5511999990000", "5511999990000"},
           callee_row{"as people write it", " +55 (11) 99999-0000 ", "5511999990000"},
           callee_row{"dots", "55.11.99999.0000", "5511999990000"},
           callee_row{"TAB and line ends", "55\t11999990000\r\n", "5511999990000"},
           callee_row{"no ninth digit is added", "551188880000", "551188880000"},
           callee_row{"no ninth digit is dropped", "5511988880000", "5511988880000"},
           callee_row{"leading zeros stay", "005511999990000", "005511999990000"},
           callee_row{"a user", "5511999990000@s.whatsapp.net", "5511999990000"},
           callee_row{"an old user", "5511999990000@c.us", "5511999990000"},
           callee_row{"a device", "5511999990000:12@s.whatsapp.net", "5511999990000"},
           callee_row{"an agent", "5511999990000.1@s.whatsapp.net", "5511999990000"},
           callee_row{"agent and device", "5511999990000.0:47@s.whatsapp.net", "5511999990000"},
           callee_row{"blanks around a user", " 5511999990000@c.us ", "5511999990000"},
       }) {
    INFO(row.name);
    std::string digits;
    CHECK(parse_callee(row.text, digits).empty());
    CHECK(digits == row.digits);
  }
}

TEST_CASE("what is no phone number of one person is refused, and leaves nothing behind") {
  for (const callee_row& row : {
           callee_row{"empty", "", "", invalid},
           callee_row{"blanks", "  ", "", invalid},
           callee_row{"too short", "1234567", "", invalid},
           callee_row{"too long", "1234567890123456", "", invalid},
           callee_row{"too long with separators", "1234-5678-9012-3456", "", invalid},
           callee_row{"letters", "5511999990000a", "", invalid},
           callee_row{"a name", "maria", "", invalid},
           callee_row{"a slash", "5511/999990000", "", invalid},
           callee_row{"NUL", "55119999\0" "90000"sv, "", invalid},
           callee_row{"full-width digits", "\xEF\xBC\x91\xEF\xBC\x92", "", invalid},
           callee_row{"a no-break space", "5511\xC2\xA0" "999990000", "", invalid},
           callee_row{"a group", "5511999990000-1600000000@g.us", "", individuals},
           callee_row{"a new group", "120363000000000000@g.us", "", individuals},
           callee_row{"the status broadcast", "status@broadcast", "", individuals},
           callee_row{"a newsletter", "120363000000000000@newsletter", "", individuals},
           callee_row{"a hidden id", "123456789012345@lid", "", invalid},
           callee_row{"another server", "5511999990000@example.com", "", invalid},
           callee_row{"no server", "5511999990000@", "", invalid},
           callee_row{"two servers", "5511999990000@c.us@c.us", "", invalid},
           callee_row{"a server and more", "5511999990000@c.us ,x", "", invalid},
           callee_row{"no user", "@s.whatsapp.net", "", invalid},
           callee_row{"only a device", ":12@s.whatsapp.net", "", invalid},
           callee_row{"a short user", "1234567@c.us", "", invalid},
           callee_row{"a long user", "1234567890123456@c.us", "", invalid},
           callee_row{"separators in a user", "55-11-999990000@c.us", "", invalid},
       }) {
    INFO(row.name);
    std::string digits;
    CHECK(parse_callee(row.text, digits) == row.problem);
    CHECK(digits.empty());
  }
}

TEST_CASE("a call id is opaque but for what would change a path") {
  for (const std::string_view good : {"a"sv, "call_01HZX"sv, "wacid.HBgLNTUx+A=="sv, "A0:B1@c.us"sv, "..."sv, ".a"sv,
      "a b"sv,
                                      "\xC3\xA9"sv, "a\"b"sv, "<&>"sv}) {
    INFO(good);
    CHECK(check_call_id(good).empty());
  }
  CHECK(check_call_id(std::string(128, 'a')).empty());
  CHECK(check_call_id(std::string(129, 'a')) == "callId must be at most 128 bytes");
  for (const std::string_view bad : {"a/b"sv, "a\\b"sv, "a?b"sv, "a#b"sv, "a%b"sv, "%2e"sv, "a\nb"sv, "a\0b"sv,
      "a\x7f"sv, "\x01"sv,
                                     "."sv, ".."sv}) {
    INFO(bad);
    CHECK(check_call_id(bad) == odd_id);
  }
}

TEST_CASE("a media URL has a scheme, a host, no user, and a bounded length") {
  const std::string start = "https://cdn.example/";
  for (const std::string& good :
       {std::string("http://a"), std::string("https://cdn.example/a.mp3?x=1&y=2#z"),
           std::string("HTTPS://CDN.example/a"),
        std::string("https://cdn.example:8443/a"), std::string("https://[2001:db8::1]/a"),
            std::string("http://[::1]:80/"),
        std::string("https://cdn.example/a@b"), std::string("https://cdn.example?x=a@b"),
            std::string("https://cdn.example/\xC3\xA9"),
        std::string("http://10.0.0.1/a"), start + std::string(2'048 - start.size(), 'x')}) {
    INFO(good);
    CHECK(check_media_url(good).empty());
  }
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
        std::string("https://cdn.example/a\x7f"), std::string("xhttps://a"), std::string("https ://a"),
        start + std::string(2'049 - start.size(), 'x')}) {
    INFO(bad);
    CHECK(check_media_url(bad) == not_public);
  }
}

}  // namespace ramal::routes
