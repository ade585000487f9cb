// Paths to an Evolution GO server (contracts/gateway.md section 3): whatever way a call, a page for people or an admin
// route is written in, it does not get there.
#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "tests/flow/go_fixture.hpp"
#include "tests/flow/strict_messages.hpp"
#include "tests/harness/instrumented.hpp"

namespace ramal::test {
namespace {

constexpr std::string_view words[] = {"call",       "CALL",   "cAll",    "c%61ll",  "%63all",   "c%2561ll", "calls",
                                      "send",       "send",   "send",    "user",    "instance", "instance", "INSTANCE",
                                      "i%6estance", "create", "Create",  "CREATE",  "cre%61te", "all",      "info",
                                      "delete",     "logs",   "proxy",   "manager", "ws",       "v1",       "start",
                                      "text",       "status", "metrics", "a%20b",   ""};
constexpr std::string_view between[] = {
    "/",      "/",   "/",     "/",           "/",    "//",   "/./", "/../",   "/..",   "/%2e/", "/%2E%2e/", "%2f",
    "%2F",    "%5c", "\\",    ";",           ";x=/", "%3b/", "?",   "%3f",    "#",     "%23",   "%00",      "%00/",
    "%0d%0a", "%25", "%252f", "%252e%252e/", "%20/", ".",    "./",  "%c0%af", "/%ff/", "@",     ":"};

std::string random_path(std::minstd_rand& random) {
  const auto any = [&random](const auto& of) { return std::string(of[random() % std::size(of)]); };
  std::string path = random() % 8 == 0 ? any(between) : "/";
  for (std::size_t left = 1 + random() % 4; left != 0; --left) {
    path += any(words);
    if (left > 1 || random() % 4 == 0) path += any(between);
  }
  return path;
}

int hex_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char low = static_cast<char>(c | 32);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

std::string decoded(std::string_view text) {
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hex_of(text[i + 1]) >= 0 && hex_of(text[i + 2]) >= 0;
    made += escape ? static_cast<char>(hex_of(text[i + 1]) * 16 + hex_of(text[i + 2])) : text[i];
    if (escape) i += 2;
  }
  return made;
}

// As the most generous server reads it: decoded twice, in small letters, without parameters, with backslashes as
// separators, without empty and dot segments; a segment each.
std::vector<std::string> generous_segments(std::string_view path) {
  std::string text = decoded(decoded(path.substr(0, path.find('?'))));
  for (char& c : text) c = c == '\\' ? '/' : c >= 'A' && c <= 'Z' ? static_cast<char>(c | 32) : c;
  std::vector<std::string> all;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('/', at), text.size());
    std::string one = text.substr(at, end - at);
    one.resize(std::min({one.find(';'), one.find('\0'), one.find('#'), one.find('?'), one.size()}));
    if (one == "..") {
      if (!all.empty()) all.pop_back();
    } else if (!one.empty() && one != ".") {
      all.push_back(std::move(one));
    }
    at = end + 1;
  }
  return all;
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> of) {
  return std::find(of.begin(), of.end(), text) != of.end();
}

bool is_never_passed(const std::vector<std::string>& segments) {
  return segments.empty() || is_one_of(segments[0], {"call", "calls", "manager", "ws", "v1", "swagger", "assets",
                                                     "license", "metrics", "server", "hooks"});
}

bool is_admin(const std::vector<std::string>& segments) {
  return segments.size() > 1 && segments[0] == "instance" &&
         is_one_of(segments[1], {"create", "all", "info", "delete", "proxy", "forcereconnect", "logs"});
}

// The target that the server got, behind its base; "" if it got none.
std::string target_of(go_server& go) {
  if (go.stream() == nullptr) return {};
  std::string bytes = go.take_received(), odd;
  const auto whole = take_strict(bytes, odd);
  CHECK(odd == "");
  if (!whole) return {};
  const auto first = whole->head.find(" /base/"), last = whole->head.find(" HTTP/1.1\r\n");
  REQUIRE(first != std::string::npos);
  return whole->head.substr(first + 6, last - first - 6);
}

}  // namespace

TEST_CASE("T9 no way to write a path leads to a call, a page for people or an admin route of the server") {
  const unsigned rounds = tests::is_instrumented() ? 500 : 6'000;
  std::minstd_rand random(11);
  std::size_t passed = 0, refused = 0;
  through at;
  at.worker.upstream.answer_always(answer_of(200, R"({"id":"a","calls":[]})"));
  for (unsigned i = 0; i < rounds; ++i) {
    const std::string path = random_path(random);
    INFO(path);
    if (at.is_over()) at.connect();
    at.received.clear();
    at.send(random() % 2 == 0 ? get_request(path) : post_request(path, "{}"));
    const std::string target = target_of(at.go);
    if (target.empty()) {
      ++refused;
      continue;
    }
    ++passed;
    at.go.put(ok("{}"));
    CHECK(path.starts_with(target));  // a bare '?' is left out
    const std::vector<std::string> segments = generous_segments(target);
    CHECK_FALSE(is_never_passed(segments));
    CHECK_FALSE(is_admin(segments));
  }
  CHECK(passed > rounds / 100);
  CHECK(refused > rounds / 10);
}

}  // namespace ramal::test
