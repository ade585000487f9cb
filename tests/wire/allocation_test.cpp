// The hot path allocates nothing: every operator new of this binary is counted.
#include <catch2/catch.hpp>

#include "proxy/wire/write_head.hpp"
#include "tests/counted_heap.hpp"
#include "tests/wire/any_split.hpp"

namespace ramal::test {

TEST_CASE("The counter counts") {
  CHECK(allocations_of([] { std::string big(1000, 'x'); }) == 1);
}

TEST_CASE("Reading a request head allocates nothing, whole or in parts") {
  const std::string head = post_with("apikey: k\r\nContent-Length: 5\r\nUser-Agent: a\r\nConnection: keep-alive\r\n");
  wire::request_head_reader reader{wire::head_limits{}};
  progress now = progress::need_more;
  CHECK(allocations_of([&] { now = reader.feed(head); }) == 0);
  CHECK(now == progress::done);
  CHECK(allocations_of([&] {
          reader.reset();
          for (std::size_t size = 0; size <= head.size(); ++size) now = reader.feed({head.data(), size});
        }) == 0);
  CHECK(now == progress::done);
  const std::string bad = get_with("A: \x01\r\n");
  CHECK(allocations_of([&] {
          reader.reset();
          now = reader.feed(bad);
        }) == 0);
  CHECK(now == progress::failed);
}

TEST_CASE("Reading a body allocates nothing") {
  std::string chunked = "5;a=\"b\"\r\nhello\r\n0\r\nT: x\r\n\r\n";
  progress now = progress::need_more;
  CHECK(allocations_of([&] {
          wire::body_reader reader({body_kind::chunked, 0}, 1000);
          now = reader.feed(chunked.data(), chunked.size());
        }) == 0);
  CHECK(now == progress::done);
}

TEST_CASE("Reading an answer head allocates nothing") {
  const std::string head = "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 5\r\nRetry-After: 5\r\n\r\n";
  wire::answer_head_reader reader;
  progress now = progress::need_more;
  CHECK(allocations_of([&] { now = reader.feed(head); }) == 0);
  CHECK(now == progress::done);
}

TEST_CASE("Writing heads into a string that is large enough allocates nothing") {
  wire::upstream_head request;
  request.method_text = "POST";
  request.target = "/v1/calls";
  request.host_header = "engine.example";
  request.key_header_name = "x-api-key";
  request.key_value = "ps_secret";
  request.sends_length = true;
  wire::answer_head_out answer;
  std::string out;
  out.reserve(2000);
  CHECK(allocations_of([&] {
          const auto date = wire::format_date(784'111'777);
          answer.date = {date.data(), date.size()};
          wire::write_request_head(out, request);
          wire::write_answer_head(out, answer);
        }) == 0);
  CHECK(out.size() > 200);
}

}  // namespace ramal::test
