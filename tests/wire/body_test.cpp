#include <catch2/catch.hpp>

#include <algorithm>

#include "tests/wire/any_split.hpp"

namespace ramal::test {
namespace {

wire::framing of_length(std::uint64_t length) { return {body_kind::length, length}; }

}  // namespace

TEST_CASE("A body by length ends after its bytes and leaves the rest") {
  const auto out = body_by_any_split("hello, worldGET /", of_length(12));
  CHECK(out.end == progress::done);
  CHECK(out.body == "hello, world");
  CHECK(out.used == 12);
  CHECK(body_by_any_split("", of_length(0)).end == progress::done);
  CHECK(body_by_any_split("hello", of_length(6)).end == progress::need_more);
}

TEST_CASE("F22 no body is done at once, whatever follows") {
  const auto out = body_by_any_split("GET /", {});
  CHECK(out.end == progress::done);
  CHECK(out.used == 0);
  wire::body_reader reader;
  CHECK(reader.feed(nullptr, 0) == progress::done);
}

TEST_CASE("F5 a length over the limit is refused before a byte is read") {
  for (const std::uint64_t length :
       {std::uint64_t{1001}, std::uint64_t{9'999'999'999'999'999'999U}, ~std::uint64_t{0}}) {
    wire::body_reader reader(of_length(length), 1000);
    CHECK(reader.feed(nullptr, 0) == progress::failed);
    CHECK(reader.failure().kind == failure_kind::body_too_large);
    CHECK(reader.finish() == progress::failed);
  }
  CHECK(body_by_any_split(std::string(1000, 'x'), of_length(1000)).end == progress::done);
}

TEST_CASE("F23 a body that is cut is no body") {
  for (const wire::framing how : {of_length(6), wire::framing{body_kind::chunked, 0}}) {
    const auto out = body_by_any_split("5\r\nh", how, 1000, true);
    CHECK(out.end == progress::failed);
    CHECK(out.kind == failure_kind::body_cut);
  }
  const std::string chunked = "5;a=\"b\"\r\nhello\r\n0\r\nT: x\r\n\r\n";
  for (std::size_t size = 0; size < chunked.size(); ++size) {
    const auto out = body_by_any_split(chunked.substr(0, size), {body_kind::chunked, 0}, 1000, true);
    CHECK(out.kind == failure_kind::body_cut);
  }
  CHECK(body_by_any_split("hello", of_length(5), 1000, true).end == progress::done);
}

TEST_CASE("U8 a body until close is whole when the peer closes, within the limit") {
  const wire::framing how{body_kind::until_close, 0};
  CHECK(body_by_any_split("hello", how).end == progress::need_more);
  const auto out = body_by_any_split("hello", how, 1000, true);
  CHECK(out.end == progress::done);
  CHECK(out.body == "hello");
  CHECK(body_by_any_split("", how, 1000, true).end == progress::done);
  CHECK(body_by_any_split(std::string(1000, 'x'), how, 1000, true).end == progress::done);
  CHECK(body_by_any_split(std::string(1001, 'x'), how).kind == failure_kind::body_too_large);  // U9
}

TEST_CASE("F22 a body that is thrown away as it comes ends where it would, and its limit counts all of it") {
  struct row {
    const char* name;
    wire::framing how;
    std::string bytes;
    std::size_t limit;
    progress end;
    std::size_t behind;  // bytes that are not the body's
  };
  const wire::framing chunks{body_kind::chunked, 0};
  for (const row& each :
       {row{"length", of_length(10), "0123456789GET /", 10, progress::done, 5},
        row{"length, cut", of_length(10), "012345678", 10, progress::need_more, 0},
        row{"chunks", chunks, "4\r\n0123\r\n6;a=b\r\n456789\r\n0\r\nT: x\r\n\r\nGET /", 10, progress::done, 5},
        row{"chunks over the limit", chunks, "4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n", 9, progress::failed, 0},
        row{"a bad chunk", chunks, "4\r\n0123\r\nx\r\n", 10, progress::failed, 0}}) {
    for (std::size_t piece = 1; piece <= each.bytes.size(); ++piece) {
      INFO(each.name << " in pieces of " << piece);
      wire::body_reader reader(each.how, each.limit);
      progress now = progress::need_more;
      std::string held;
      std::size_t most = 0, fed = 0;
      while (fed < each.bytes.size() && now == progress::need_more) {
        held += each.bytes.substr(fed, piece);
        fed = std::min(fed + piece, each.bytes.size());
        now = reader.feed(held.data(), held.size());
        held.erase(0, reader.raw());
        reader.dropped();
        CHECK(reader.decoded() + reader.raw() == 0);
        if (now == progress::need_more) most = std::max(most, held.size());
      }
      CHECK(now == each.end);
      CHECK(most == 0);
      if (now == progress::done) CHECK(held.size() + each.bytes.size() - fed == each.behind);
      if (now == progress::need_more) CHECK(reader.finish() == progress::failed);
    }
  }
}

}  // namespace ramal::test
