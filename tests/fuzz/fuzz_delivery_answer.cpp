// A bot's answer to a delivery: the same outcome in every split, and never more of it in memory than the bounds say.
#include "proxy/relay/client/answer_reader.hpp"
#include "tests/fuzz/expect.hpp"

namespace {

using ramal::relay::answer_reader;
using state = answer_reader::state;

constexpr std::size_t most_body = 64;

struct outcome {
  state last = state::more;
  unsigned status = 0;
  std::string retry_after, body;
  bool whole = false;
  bool operator==(const outcome&) const = default;
};

// In pieces of this size; then the connection ends.
outcome read(std::string_view input, std::size_t piece) {
  answer_reader reader(most_body);
  outcome made;
  for (std::size_t at = 0; at < input.size() && made.last == state::more; at += piece)
    made.last = reader.feed(input.substr(at, piece));
  if (made.last == state::more) made.last = reader.end();
  if (made.last != state::done) return made;
  made.status = reader.status();
  made.retry_after = reader.retry_after();
  made.body = reader.body();
  made.whole = reader.whole();
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ramal::test;
  const std::string_view input = text_of(data, size);
  const outcome slow = read(input, 1);
  expect(read(input, size + 1) == slow);
  expect(read(input, seed_of(input) % (size + 1) + 1) == slow);
  expect(slow.last != state::more);
  expect((slow.status == 0) == (slow.last == state::broken));
  expect(slow.status == 0 || slow.status == 101 || slow.status >= 200);
  expect(slow.body.size() <= most_body && slow.retry_after.size() <= 64);
  return 0;
}
