#include "tests/wire/relayed_body.hpp"

#include <algorithm>
#include <vector>

namespace ramal::test {
namespace {

void write_all(wire::body_relay& from, std::size_t most, std::string& to) {
  while (!from.out().empty()) {
    const std::string_view now = from.out().substr(0, most);
    to += now;
    from.wrote(now.size());
  }
}

}  // namespace

relayed relay(std::string_view input, const reads& ends, wire::framing from, body_kind to, std::size_t limit,
              bool closes, std::size_t window, std::size_t most_written, wire::body_filter* filter) {
  std::vector<char> memory(window);
  wire::body_relay one(memory, from, to, limit, filter);
  relayed result;
  std::size_t at = 0;
  write_all(one, most_written, result.out);
  if (one.has_whole_body()) result.end = progress::done;
  for (auto end = ends.begin(); end != ends.end() && result.end == progress::need_more;) {
    const std::span<char> free = one.free_space();
    const std::size_t now = std::min(free.size(), *end - at);
    std::copy_n(input.data() + at, now, free.data());
    at += now;
    if (at == *end) ++end;
    result.end = one.took(now);
    write_all(one, most_written, result.out);
  }
  if (result.end == progress::need_more && closes) {
    result.end = one.source_ended();
    write_all(one, most_written, result.out);
  }
  if (result.end == progress::failed) result.kind = one.failure().kind;
  if (result.end == progress::done) result.rest = std::string(one.rest()) + std::string(input.substr(at));
  return result;
}

std::optional<std::string> unframed(std::string_view text, body_kind how) {
  if (how != body_kind::chunked) return std::string(text);
  std::string copy(text);
  wire::body_reader reader({body_kind::chunked, 0}, ~std::size_t{0});
  const bool whole = reader.feed(copy.data(), copy.size()) == progress::done && reader.raw() == copy.size();
  if (!whole) return std::nullopt;
  copy.resize(reader.decoded());
  return copy;
}

}  // namespace ramal::test
