// Bodies: the same outcome in any split, with and without compaction, within the limit. The first byte of the input
// chooses framing and limit, the second is the length of a body by length.
#include <array>

#include "tests/fuzz/expect.hpp"
#include "tests/wire/outcomes.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ramal::test;
  if (size < 2) return 0;
  static constexpr std::array kinds{body_kind::chunked, body_kind::length, body_kind::until_close, body_kind::none};
  static constexpr std::array<std::size_t, 4> limits{~std::size_t{0}, 1000, 10, 0};
  ramal::wire::framing how;
  how.kind = kinds[data[0] & 3U];
  if (how.kind == body_kind::length) how.length = data[1];
  const std::size_t limit = limits[(data[0] >> 2U) & 3U];
  const bool closes = (data[0] & 16U) != 0;
  const std::string_view input = text_of(data + 2, size - 2);
  const auto whole = read_body(input, {input.size()}, how, limit, closes, false);
  const reads ends = random_reads(input.size(), seed_of(input));
  expect(read_body(input, ends, how, limit, closes, false) == whole);
  expect(read_body(input, ends, how, limit, closes, true) == whole);
  expect(whole.body.size() <= limit && whole.body.size() <= whole.used && whole.used <= input.size());
  if (whole.end == progress::done && how.kind == body_kind::length) expect(whole.body.size() == how.length);
  if (whole.end == progress::done && how.kind == body_kind::chunked) {
    expect(input.substr(0, whole.used).ends_with("\r\n\r\n"));
  }
  return 0;
}
