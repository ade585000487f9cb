// Linearity without a clock: bytes that a reader has dealt with are spoiled behind its back. If it looked at them
// again, it would fail.
#include <catch2/catch.hpp>

#include "tests/wire/any_split.hpp"

namespace ramal::test {
namespace {

// Feeds byte by byte. What was searched of an unfinished line reads as LF, which would be a bare LF; it is restored
// when the line ends, as a finished line is read once. Finished lines whose views are not needed are spoiled for good.
template <class Reader>
progress feed_spoiled(Reader& reader, const std::string& input, std::size_t spoil_from, std::string& bytes) {
  std::size_t line = 0;
  progress now = progress::need_more;
  for (std::size_t i = 0; i < input.size(); ++i) {
    bytes.push_back(input[i]);
    const bool ends = input[i] == '\n';
    if (ends)
      std::copy(input.begin() + static_cast<std::ptrdiff_t>(line), input.begin() + static_cast<std::ptrdiff_t>(i),
                bytes.begin() + static_cast<std::ptrdiff_t>(line));
    now = reader.feed(bytes);
    if (now != progress::need_more) return now;
    if (!ends || line >= spoil_from) bytes[i] = '\n';
    if (ends && line >= spoil_from) std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(line), bytes.end(), '\n');
    if (ends) line = i + 1;
  }
  return now;
}

std::string many_fields() {
  std::string fields;
  for (int i = 0; i < 60; ++i) fields += "X-Filler-" + std::to_string(i) + ": " + std::string(200, 'x') + "\r\n";
  return fields;
}

}  // namespace

TEST_CASE("F25 a request head searches no byte twice, fed byte by byte") {
  const std::string start = get_with("");
  const std::string head = get_with(many_fields());
  wire::request_head_reader reader{wire::head_limits{}};
  std::string bytes;
  REQUIRE(feed_spoiled(reader, head, start.size() - 2, bytes) == progress::done);
  CHECK(reader.size() == head.size());
  CHECK(reader.head().host.of(bytes) == "gate.example");
}

TEST_CASE("F25 an answer head searches no byte twice, fed byte by byte") {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n" + many_fields() + "\r\n";
  wire::answer_head_reader reader;
  std::string bytes;
  REQUIRE(feed_spoiled(reader, head, 0, bytes) == progress::done);
  CHECK(reader.head().body.length == 7);
}

TEST_CASE("F21 10,000 one-byte chunks: every byte is looked at once and memory stays as large as the body") {
  std::string input;
  for (int i = 0; i < 10'000; ++i) input += "1\r\n" + std::string(1, static_cast<char>('a' + i % 26)) + "\r\n";
  input += "0\r\n\r\n";
  wire::body_reader reader({body_kind::chunked, 0}, 10'000);
  std::string buffer;
  std::size_t largest = 0;
  progress now = progress::need_more;
  for (const char c : input) {
    REQUIRE(now == progress::need_more);
    buffer.push_back(c);
    now = reader.feed(buffer.data(), buffer.size());
    largest = std::max(largest, buffer.size());
    buffer.erase(reader.decoded(), reader.raw() - reader.decoded());
    reader.compacted();
    if (now != progress::need_more) break;
    if (!buffer.empty()) buffer.back() = '!';  // decoded bytes are not looked at again
  }
  CHECK(now == progress::done);
  CHECK(reader.decoded() == 10'000);
  CHECK(largest <= 10'001);
  CHECK(buffer == std::string(10'000, '!'));
}

TEST_CASE("F21 the same in one read") {
  std::string input;
  for (int i = 0; i < 10'000; ++i) input += "1\r\nx\r\n";
  input += "0\r\n\r\n";
  const std::size_t size = input.size();
  wire::body_reader reader({body_kind::chunked, 0}, 10'000);
  CHECK(reader.feed(input.data(), size) == progress::done);
  CHECK(reader.raw() == size);
  CHECK(input.substr(0, reader.decoded()) == std::string(10'000, 'x'));
}

}  // namespace ramal::test
