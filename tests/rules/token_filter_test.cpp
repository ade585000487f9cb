// The token in answers that are passed on piece by piece (contracts/gateway.md section 3).
#include "proxy/rules/token_filter.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace ramal::rules {
namespace {

const std::string token = "a-token-of-go_4711";

// What a client gets of `body`, through windows of this size.
std::string filtered(std::string_view body, std::size_t window, std::size_t* found = nullptr) {
  token_filter filter(token);
  std::vector<char> memory(window);
  wire::body_relay relay(memory, {wire::body_kind::length, body.size()}, wire::body_kind::length, body.size(), &filter);
  std::string out;
  while (!relay.is_done()) {
    const std::span<char> free = relay.free_space();
    const std::size_t now = std::min(free.size(), body.size());
    std::copy_n(body.data(), now, free.data());
    body.remove_prefix(now);
    REQUIRE(relay.took(now) != wire::progress::failed);
    out += relay.out();
    relay.wrote(relay.out().size());
  }
  if (found != nullptr) *found = filter.found();
  return out;
}

std::string as_json(std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += std::string("\\u00") + digits[byte / 16] + digits[byte % 16];
  }
  return out;
}

std::string percent(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += std::string("%") + digits[byte / 16] + digits[byte % 16];
  }
  return out;
}

bool is_all_stars(std::string_view text) { return text.find_first_not_of('*') == std::string_view::npos; }

constexpr std::size_t window = 4'096;  // holds any form of the token twice

}  // namespace

TEST_CASE("K4 the token is found wherever it lies across the border of two pieces, in every form") {
  for (const std::string& form : {token, as_json(token), percent(token), as_json(percent(token))}) {
    for (std::size_t before = window - 700; before < window + 100; before += 3) {
      const std::string body = std::string(before, '.') + form + std::string(2 * window, '.');
      std::size_t found = 0;
      const std::string out = filtered(body, window, &found);
      INFO(form << " behind " << before);
      REQUIRE(out.size() == body.size());
      REQUIRE(found == 1);
      REQUIRE(is_all_stars(out.substr(before, form.size())));
      REQUIRE(out.substr(before + form.size()).find_first_not_of('.') == std::string::npos);
    }
  }
}

TEST_CASE("K4 a border does not part a backslash from what it belongs to") {
  for (std::size_t slashes = 0; slashes < 12; ++slashes)
    for (std::size_t before = window - 420; before < window - 300; ++before) {
      const std::string body = std::string(before, '.') + std::string(2 * slashes, '\\') + as_json(token) +
                               std::string(2 * window, '.');
      std::size_t found = 0;
      filtered(body, window, &found);
      INFO(slashes << " behind " << before);
      REQUIRE(found == 1);
    }
}

TEST_CASE("a body without the token passes as it is, whatever it is made of") {
  std::string body;
  for (int i = 0; body.size() < 5 * window; ++i)
    body += R"({"id":"a-token-of-g","text":"\u00e9 \\ )" + std::to_string(i) + "\"}";
  CHECK(filtered(body, window) == body);
  const std::string slashes(5 * window, '\\');
  CHECK(filtered(slashes, window) == slashes);
  const std::string part(5 * window, 'a');
  CHECK(filtered(part, window) == part);
}

TEST_CASE("behind the first MiB the token is found as it is, across borders too") {
  for (std::size_t more = 0; more < 200; more += 7) {
    const std::string start(token_filter::thorough_bytes + window + more, '.');
    std::size_t found = 0;
    const std::string out = filtered(start + token + std::string(window, '.'), window, &found);
    CHECK(found == 1);
    CHECK(out.find(token) == std::string::npos);
  }
}

}  // namespace ramal::rules
