// A webhook receiver's answer: the same status in any split, found at the end of a line and never changed by what
// follows.
#include "engine/status_reader.hpp"
#include "tests/fuzz/expect.hpp"

namespace {

using ramal::engine::status_reader;

struct outcome {
  status_reader::state last = status_reader::state::more;
  unsigned status = 0;
  std::size_t size = 0;  // bytes that were fed until it was known
  bool operator==(const outcome&) const = default;
};

// Feeds byte by byte.
outcome read_bytes(std::string_view input) {
  status_reader reader;
  outcome made;
  while (made.size < input.size() && made.last == status_reader::state::more) {
    made.last = reader.feed(input.substr(made.size++, 1));
  }
  made.status = reader.status();
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ramal::test;
  const std::string_view input = text_of(data, size);
  const outcome slow = read_bytes(input);
  status_reader whole;
  expect(whole.feed(input) == slow.last && whole.status() == slow.status);
  const std::size_t split = seed_of(input) % (size + 1);
  status_reader parts;
  const status_reader::state first = parts.feed(input.substr(0, split));
  const status_reader::state last = first == status_reader::state::more ? parts.feed(input.substr(split)) : first;
  expect(last == slow.last && parts.status() == slow.status);
  if (slow.last != status_reader::state::done) {
    expect(slow.status == 0);
    return 0;
  }
  expect(input[slow.size - 1] == '\n');
  expect(slow.status >= 200 || slow.status == 101);
  expect(input.substr(0, slow.size).find(std::to_string(slow.status)) != input.npos);
  return 0;
}
