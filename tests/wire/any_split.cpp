#include "tests/wire/any_split.hpp"

#include <catch2/catch.hpp>

namespace ramal::test {
namespace {

template <class Outcome, class Read>
Outcome by_any_split(std::string_view input, Read read) {
  const Outcome whole = read(reads{input.size()});
  for_each_split(input.size(), input.size() > 4000 ? 3 : 10, [&](const reads& ends) {
    if (read(ends) == whole) return;
    CAPTURE(ends, std::string(input.substr(0, 400)));
    FAIL("the outcome depends on the split");
  });
  return whole;
}

}  // namespace

request_outcome request_by_any_split(std::string_view input, const wire::head_limits& limits) {
  return by_any_split<request_outcome>(input, [&](const reads& ends) { return read_request(input, ends, limits); });
}

answer_outcome answer_by_any_split(std::string_view input) {
  return by_any_split<answer_outcome>(input, [&](const reads& ends) { return read_answer(input, ends); });
}

body_outcome body_by_any_split(std::string_view input, wire::framing how, std::size_t limit, bool closes) {
  const auto kept = by_any_split<body_outcome>(
      input, [&](const reads& ends) { return read_body(input, ends, how, limit, closes, false); });
  const auto compacted = by_any_split<body_outcome>(
      input, [&](const reads& ends) { return read_body(input, ends, how, limit, closes, true); });
  CHECK(kept == compacted);
  return kept;
}

void check_refused(const std::vector<refused_row>& rows, const wire::head_limits& limits) {
  for (const refused_row& row : rows) {
    INFO(row.name);
    const request_outcome out = request_by_any_split(row.input, limits);
    CHECK(out.end == progress::failed);
    CHECK(static_cast<int>(out.kind) == static_cast<int>(row.kind));
  }
}

std::string get_with(std::string_view fields) {
  return "GET /call/list HTTP/1.1\r\nHost: gate.example\r\n" + std::string(fields) + "\r\n";
}

std::string post_with(std::string_view fields) {
  return "POST /call/start HTTP/1.1\r\nHost: gate.example\r\n" + std::string(fields) + "\r\n";
}

}  // namespace ramal::test
