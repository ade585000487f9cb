// Bodies on their way: the same bytes for the other side in any split, any window and any writes, and never an end that
// the source did not have. The first byte of the input chooses both framings and the limit, the second the length.
#include <array>

#include "tests/fuzz/expect.hpp"
#include "tests/wire/relayed_body.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ramal::test;
  if (size < 2) return 0;
  static constexpr std::array from_kinds{body_kind::chunked, body_kind::length, body_kind::until_close,
                                         body_kind::none};
  static constexpr std::array to_kinds{body_kind::chunked, body_kind::length};
  static constexpr std::array<std::size_t, 4> limits{100'000, 1000, 10, 0};
  ramal::wire::framing from;
  from.kind = from_kinds[data[0] & 3U];
  if (from.kind == body_kind::length) from.length = data[1];
  const std::size_t limit = limits[(data[0] >> 2U) & 3U];
  const bool closes = (data[0] & 16U) != 0;
  const body_kind to = from.kind == body_kind::none ? body_kind::none : to_kinds[(data[0] >> 5U) & 1U];
  const std::string_view input = text_of(data + 2, size - 2);
  const relayed whole = relay(input, {input.size()}, from, to, limit, closes, 64 * 1024, 1'000'000);
  const relayed other = relay(input, random_reads(input.size(), seed_of(input)), from, to, limit, closes,
                              64 + seed_of(input) % 200, 1 + seed_of(input) % 50);
  expect(other.end == whole.end && other.rest == whole.rest);
  const auto body = unframed(whole.out, to);
  if (whole.end == progress::done) expect(body.has_value() && body->size() <= limit && unframed(other.out, to) == body);
  else if (to == body_kind::chunked) expect(!body && !unframed(other.out, to));
  return 0;
}
