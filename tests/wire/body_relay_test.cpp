// Bodies on their way (contracts/gateway.md section 3): any framing into any other, in any split, in small windows.
#include "proxy/wire/body_relay.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

#include "tests/wire/relayed_body.hpp"

namespace ramal::test {
namespace {

const std::string text =
    "0123456789abcdefghijklmnopqrstuvwxyz and so on, a body of some length that fills small windows";

wire::framing by_length(std::size_t length) { return {body_kind::length, length}; }
constexpr wire::framing chunked{body_kind::chunked, 0};
constexpr wire::framing until_close{body_kind::until_close, 0};

std::string in_chunks(std::string_view body, std::size_t size) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (; !body.empty(); body.remove_prefix(std::min(size, body.size()))) {
    const std::size_t here = std::min(size, body.size());
    if (here >= 16) out += digits[here / 16];
    out += digits[here % 16];
    out += ";ext=1\r\n" + std::string(body.substr(0, here)) + "\r\n";
  }
  return out + "0\r\nTrailer: dropped\r\n\r\n";
}

// The same outcome for every split, window and bound on writes, asserted.
relayed relay_by_any_split(std::string_view input, wire::framing from, body_kind to, std::size_t limit = 1000,
                           bool closes = false) {
  relayed first = relay(input, {input.size()}, from, to, limit, closes, 64 * 1024, 1'000'000);
  for_each_split(input.size(), 10, [&](const reads& ends) {
    for (const std::size_t window : {std::size_t{64}, std::size_t{100}, std::size_t{4096}})
      for (const std::size_t writes : {std::size_t{1}, std::size_t{7}, std::size_t{1'000'000}}) {
        const relayed other = relay(input, ends, from, to, limit, closes, window, writes);
        CHECK(other.end == first.end);
        CHECK(other.rest == first.rest);
        if (first.end == progress::done) CHECK(unframed(other.out, to) == unframed(first.out, to));
      }
  });
  return first;
}

}  // namespace

TEST_CASE("a body passes from each framing into each other, and what follows stays behind") {
  struct row {
    std::string input;
    wire::framing from;
    bool closes;
  };
  const row rows[] = {{text, by_length(text.size()), false},
                      {in_chunks(text, 5), chunked, false},
                      {in_chunks(text, 100), chunked, false},
                      {text, until_close, true}};
  for (const auto& [input, from, closes] : rows)
    for (const body_kind to : {body_kind::length, body_kind::chunked, body_kind::until_close}) {
      const std::string more = closes ? "" : "GET / HTTP/1.1";
      const relayed out = relay_by_any_split(input + more, from, to, 1000, closes);
      CHECK(out.end == progress::done);
      CHECK(unframed(out.out, to) == text);
      CHECK(out.rest == more);
    }
}

TEST_CASE("an empty body passes as one, and none is done at once") {
  CHECK(relay_by_any_split("", by_length(0), body_kind::length).out.empty());
  CHECK(relay_by_any_split("0\r\n\r\n", chunked, body_kind::chunked).out == "0\r\n\r\n");
  CHECK(relay_by_any_split("", until_close, body_kind::chunked, 1000, true).out == "0\r\n\r\n");
  std::vector<char> memory(64);
  const wire::body_relay none(memory, {}, body_kind::none, 0);
  CHECK(none.is_done());
  CHECK(none.out().empty());
}

TEST_CASE("U8 F23 a body that is cut never looks whole") {
  const std::string sent = in_chunks(text, 9);
  for (std::size_t size = 0; size < sent.size(); ++size) {
    const relayed out = relay(sent.substr(0, size), {size}, chunked, body_kind::chunked, 1000, true, 100, 1'000'000);
    CHECK(out.end == progress::failed);
    CHECK_FALSE(unframed(out.out, body_kind::chunked).has_value());
  }
  for (std::size_t size = 0; size < text.size(); ++size) {
    const relayed out = relay(text.substr(0, size), {size}, by_length(text.size()), body_kind::length, 1000, true, 100,
                              1'000'000);
    CHECK(out.end == progress::failed);
    CHECK(out.out.size() < text.size());
  }
}

TEST_CASE("F5 F17 a body over the limit is refused, a malformed one too") {
  CHECK(relay_by_any_split(in_chunks(text, 9), chunked, body_kind::chunked, text.size() - 1).kind ==
        failure_kind::body_too_large);
  CHECK(relay_by_any_split(in_chunks(text, 9), chunked, body_kind::chunked, text.size()).end == progress::done);
  CHECK(relay_by_any_split(text, by_length(text.size()), body_kind::length, 10).kind == failure_kind::body_too_large);
  CHECK(relay_by_any_split("5\r\nhelloX", chunked, body_kind::chunked).kind == failure_kind::bad_chunk);
  CHECK(relay_by_any_split("+5\r\nhello\r\n", chunked, body_kind::chunked).kind == failure_kind::bad_chunk);
}

TEST_CASE("a body that is longer than any window passes in bounded memory") {
  const std::string big(300'000, 'x');
  std::vector<char> memory(wire::body_relay::window_bytes);
  wire::body_relay one(memory, by_length(big.size()), body_kind::chunked, big.size());
  std::size_t at = 0, longest = 0;
  std::string out;
  while (!one.is_done()) {
    const std::span<char> free = one.free_space();
    const std::size_t now = std::min(free.size(), big.size() - at);
    std::copy_n(big.data() + at, now, free.data());
    at += now;
    REQUIRE(one.took(now) != progress::failed);
    longest = std::max(longest, one.out().size());
    out += one.out();
    one.wrote(one.out().size());
  }
  CHECK(longest <= memory.size());
  CHECK(unframed(out, body_kind::chunked) == big);
}

TEST_CASE("a filter sees every byte, those that it keeps again, and what it overwrites is sent so") {
  struct stars : wire::body_filter {
    std::size_t pass(std::span<char> piece, bool last) override {
      for (std::size_t at = 0; at + 3 <= piece.size(); ++at)
        if (std::string_view(piece.data() + at, 3) == "key") std::fill_n(piece.data() + at, 3, '*');
      return last ? piece.size() : piece.size() - std::min<std::size_t>(2, piece.size() - 1);
    }
  };
  std::string with_keys, starred;
  for (int i = 0; i < 100; ++i) {
    const std::string between(static_cast<std::size_t>(i % 7), '.');
    with_keys += between + "key";
    starred += between + "***";
  }
  for (const std::size_t window : {std::size_t{64}, std::size_t{70}, std::size_t{200}, std::size_t{4096}})
    for (const body_kind to : {body_kind::length, body_kind::chunked})
      for_each_split(with_keys.size(), 5, [&](const reads& ends) {
        stars filter;
        const relayed out = relay(with_keys, ends, by_length(with_keys.size()), to, 10'000, false, window, 1'000,
                                  &filter);
        CHECK(out.end == progress::done);
        CHECK(unframed(out.out, to) == starred);
      });
}

}  // namespace ramal::test
