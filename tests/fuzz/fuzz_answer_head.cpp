// Answer heads: the same outcome in any split, and nothing that is passed on can start a header.
#include "tests/fuzz/expect.hpp"
#include "tests/wire/outcomes.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ramal::test;
  const std::string_view input = text_of(data, size);
  const auto whole = read_answer(input, {size});
  expect(read_answer(input, random_reads(size, seed_of(input))) == whole);
  if (whole.end == progress::failed) expect(whole.kind == failure_kind::upstream_malformed);
  if (whole.end != progress::done) return 0;
  expect(whole.size <= size && whole.size <= 32'768 && input.substr(0, whole.size).ends_with("\r\n\r\n"));
  expect(whole.status >= 100 && whole.status <= 599 && whole.status != 101);
  expect(whole.body != body_kind::until_close || !whole.keep_alive);
  expect(whole.passed.size() <= 8);
  for (const std::string& field : whole.passed) {
    for (const char c : field) expect(c >= 0x20 && c <= 0x7e);
  }
  return 0;
}
