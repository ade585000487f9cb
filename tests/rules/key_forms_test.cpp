// K4: the injected key in the forms that others decode without effort.
#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "proxy/rules/key_echo.hpp"

namespace ramal::rules {
namespace {

const std::string key = "ps_Live-K3y+9z/8w~.Q1";

std::string hex_of(std::string_view text, bool upper) {
  std::string out;
  for (const char c : text)
    for (const unsigned half : {static_cast<unsigned char>(c) / 16u, static_cast<unsigned char>(c) % 16u})
      out += (upper ? "0123456789ABCDEF" : "0123456789abcdef")[half];
  return out;
}

std::string base64_of(std::string_view text, bool url = false) {
  const std::string digits = std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") +
                             (url ? "-_" : "+/");
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    unsigned bits = 0;
    for (std::size_t k = 0; k < 3; ++k)
      bits = bits << 8 | (i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) out += k > text.size() - i ? '=' : digits[bits >> (18 - 6 * k) & 63];
  }
  return out;
}

std::string unbase64(std::string_view text) {
  std::string out;
  unsigned bits = 0, have = 0;
  for (char c : text) {
    if (c == '-') c = '+';
    if (c == '_') c = '/';
    const auto value = std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/").find(c);
    if (value == std::string_view::npos) continue;
    bits = bits << 6 | static_cast<unsigned>(value);
    if ((have += 6) >= 8) out += static_cast<char>(bits >> (have -= 8) & 255);
  }
  return out;
}

std::string every_character(std::string_view text, const char* before) {
  std::string out;
  for (const char c : text) out += before + hex_of({&c, 1}, false);
  return out;
}

std::string masked(std::string text, std::size_t& found, std::string_view secret = key) {
  found = mask_any_form_of_key({text.data(), text.size()}, secret);
  return text;
}

}  // namespace

TEST_CASE("K4 the key is cut out in hex, in base64 at any offset, percent-encoded and escaped") {
  std::vector<std::string> forms{hex_of(key, false),
                                 hex_of(key, true),
                                 every_character(key, "%"),
                                 every_character(key, "\\u00"),
                                 "ps\\u005fLive-K3y+9z\\/8w~.Q1",
                                 "ps%5FLive-K3y%2b9z%2F8w~.Q1",
                                 "ps%5fLive-K3y+9z\\/8w\\u007E.Q1"};
  std::string mixed = hex_of(key, false);
  for (std::size_t i = 0; i < mixed.size(); i += 3) mixed[i] = static_cast<char>(std::toupper(mixed[i]));
  forms.push_back(mixed);
  for (const std::string& form : forms) {
    std::size_t found = 0;
    INFO(form);
    CHECK(masked("{\"error\":\"key " + form + " is bad\"}", found) ==
          "{\"error\":\"key " + std::string(form.size(), '*') + " is bad\"}");
    CHECK(found == 1);
    masked(form + "," + form, found);
    CHECK(found == 2);
  }
}

TEST_CASE("K4 what is left of base64 with the key in it does not hold it") {
  for (const std::string before : {"", "u", "me", "abc", "user:", "x-api-key: "})
    for (const std::string behind : {"", ":", "yz", "\r\n"})
      for (const bool url : {false, true}) {
        std::string form = base64_of(before + key + behind, url);
        REQUIRE(unbase64(form) == before + key + behind);
        std::string slashes;  // as PHP's json_encode writes it
        for (const char c : form) slashes += c == '/' ? "\\/" : std::string(1, c);
        std::string percents;
        for (const char c : form)
          percents += c == '/' ? "%2F" : c == '+' ? "%2B" : c == '=' ? "%3d" : std::string(1, c);
        std::string wrapped = form;
        wrapped.insert(form.size() / 2, "\\r\\n");
        for (const std::string& text : {form, slashes, percents, wrapped}) {
          std::size_t found = 0;
          INFO(text);
          const std::string left = masked("\"" + text + "\"", found);
          CHECK(found == 1);
          CHECK(left.size() == text.size() + 2);
          // two characters of the key at each end may share a digit with what stands around it
          CHECK(unbase64(left).find(key.substr(2, key.size() - 4)) == std::string::npos);
          CHECK(std::count(left.begin(), left.end(), '*') + 2 >= static_cast<std::ptrdiff_t>((key.size() * 8 - 4) / 6));
        }
      }
}

TEST_CASE("K4 what is not the whole key stays, and so does text of any other kind") {
  std::size_t found = 0;
  const std::string half = key.substr(0, key.size() - 1);
  for (const std::string& text : {std::string(), std::string("call not found"), hex_of(half, false), base64_of(half),
                                  every_character(half, "%"), std::string("v=0\\r\\na=b\\u00e9 50% %zz %4 \\u12 \\"),
                                  hex_of(key, false).substr(1), every_character("PS_LIVE-K3Y+9Z/8W~.Q1", "%"),
                                  std::string(200, 'A'), std::string(300, '%'), std::string(300, '\\')}) {
    INFO(text);
    CHECK(masked(text, found) == text);
    CHECK(found == 0);
  }
  CHECK(masked("anything \\u0061", found, "") == "anything \\u0061");
  CHECK(masked("YQ== 61 \\u0061", found, "a") == "YQ== 61 ******");  // so short a key is found as it is, or escaped
}

TEST_CASE("K4 in a success the escaped key is cut out, and other escapes cost and change nothing") {
  const auto in_success = [](std::string text, std::size_t expected) {
    INFO(text);
    CHECK(mask_escaped_key({text.data(), text.size()}, key) == expected);
    return text;
  };
  const std::string escaped = every_character(key, "\\u00");
  CHECK(in_success("{\"a\":\"" + escaped + "\"}", 1) == "{\"a\":\"" + std::string(escaped.size(), '*') + "\"}");
  CHECK(in_success("\"ps_Live-K3y+9z\\/8w~.Q1\"", 1) == "\"" + std::string(key.size() + 1, '*') + "\"");
  CHECK(in_success("\"\\n\\u0070s_Live-K3y+9z/8w~.Q1\\n\"", 1).find("Live") == std::string::npos);
  for (const std::string& text :
       {std::string("\"\""), std::string(R"("v=0\r\no=- \u00e9\ud83d\ude00 \" \\ \t")"), hex_of(key, true),
        base64_of(key), std::string("\"\\u0070s_Live-K3y\""), std::string("\\"), std::string("a\\u0")})
    CHECK(in_success(text, 0) == text);
}

TEST_CASE("K4 a long key and hostile text are searched in one go") {
  const std::string secret = std::string(511, 'a') + "b";
  std::string text(1'000'000, 'a');
  std::size_t found = 0;
  CHECK(masked(text, found, secret).size() == text.size());
  CHECK(found == 0);
  text += "\\u0062";
  CHECK(masked(text, found, secret).substr(text.size() - 517) == std::string(517, '*'));
  CHECK(found == 1);
  CHECK(masked(hex_of(std::string(100'000, 'a') + secret, false), found, secret).ends_with("**"));
  CHECK(found == 1);
}

TEST_CASE("K4 whatever stands around the key, no form of it is left") {
  std::mt19937 random(7);
  const auto noise = [&random](std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += static_cast<char>(33 + random() % 94);
    return text;
  };
  for (int round = 0; round < 2'000; ++round) {
    const std::string around = noise(random() % 5);
    const std::string forms[] = {hex_of(around + key, round % 2 == 0), base64_of(around + key + around, round % 2 == 0),
                                 every_character(key, "%"), every_character(key, "\\u00")};
    const std::string form = forms[random() % 4];
    std::size_t found = 0;
    const std::string left = masked(noise(random() % 40) + " " + form + " " + noise(random() % 40), found);
    INFO(form << " in " << left);
    CHECK(found >= 1);
    CHECK(left.find(form) == std::string::npos);
  }
}

}  // namespace ramal::rules
