// Request heads: the same outcome in any split, and what is accepted is clean.
#include <initializer_list>

#include "tests/fuzz/expect.hpp"
#include "tests/wire/outcomes.hpp"

namespace ramal::test {
namespace {

void expect_clean(std::string_view view, std::string_view bytes) {
  expect(view.data() >= bytes.data() && view.data() + view.size() <= bytes.data() + bytes.size());
  for (const char c : view) expect((c >= 0x20 || c == '\t') && c != 0x7f);
}

void expect_sound(std::string_view input) {
  wire::request_head_reader reader{wire::head_limits{}};
  if (reader.feed(input) != progress::done) return;
  const wire::request_head& head = reader.head();
  const std::string_view bytes = input.substr(0, reader.size());
  expect(reader.size() <= input.size() && bytes.ends_with("\r\n\r\n") && reader.size() <= 16'384);
  expect(bytes.find("\r\n\r\n") == bytes.size() - 4);
  for (const auto view : {head.path, head.query, head.host.value, head.request_id.value, head.traceparent.value,
                          head.origin.value, head.apikey.value, head.x_api_key.value, head.x_api_key_id.value}) {
    expect_clean(view.of(bytes), bytes);
  }
  expect(head.verb != method::other && (!head.host.empty() || head.http_1_0));
  expect(head.path.size + head.query.size <= 8'000);
  expect(head.path.of(bytes).starts_with('/') || (head.path.of(bytes) == "*" && head.verb == method::options));
  expect(head.body.kind != body_kind::until_close && (head.body.kind == body_kind::length || head.body.length == 0));
  expect(!head.http_1_0 || (!head.keep_alive && !head.expect_continue && head.body.kind != body_kind::chunked));
}

}  // namespace
}  // namespace ramal::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ramal::test;
  const std::string_view input = text_of(data, size);
  expect_sound(input);
  const auto whole = read_request(input, {size});
  expect(read_request(input, random_reads(size, seed_of(input))) == whole);
  return 0;
}
