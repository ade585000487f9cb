#include "tests/wire/outcomes.hpp"

namespace ramal::test {
namespace {

credential copy_of(const auth::presented_value& v) { return {std::string(v.value), v.present, v.conflicting}; }

request_outcome copy_of(const wire::request_head& h, std::size_t size, std::string_view bytes) {
  request_outcome out;
  out.end = progress::done;
  out.size = size;
  out.verb = h.verb;
  out.path = h.path.of(bytes);
  out.query = h.query.of(bytes);
  out.host = h.host.of(bytes);
  out.request_id = h.request_id.of(bytes);
  out.traceparent = h.traceparent.of(bytes);
  out.origin = h.origin.of(bytes);
  out.http_1_0 = h.http_1_0;
  out.keep_alive = h.keep_alive;
  out.expect_continue = h.expect_continue;
  out.body = h.body.kind;
  out.length = h.body.length;
  const auth::presented credentials = h.credentials(bytes);
  out.apikey = copy_of(credentials.apikey);
  out.x_api_key = copy_of(credentials.x_api_key);
  out.x_api_key_id = copy_of(credentials.x_api_key_id);
  return out;
}

answer_outcome copy_of(const wire::answer_head& h, std::size_t size, std::string_view bytes) {
  answer_outcome out;
  out.end = progress::done;
  out.size = size;
  out.status = h.status;
  out.keep_alive = h.keep_alive;
  out.body = h.body.kind;
  out.length = h.body.length;
  for (std::size_t i = 0; i < h.passed_count; ++i) {
    out.passed.push_back(std::string(h.passed[i].name.of(bytes)) + ": " + std::string(h.passed[i].value.of(bytes)));
  }
  return out;
}

template <class Outcome, class Reader>
Outcome read_head(Reader reader, std::string_view input, const reads& ends) {
  std::vector<char> buffer;
  for (const std::size_t end : ends) {
    std::vector<char> moved(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(end));
    buffer.swap(moved);
    const std::string_view bytes(buffer.data(), buffer.size());
    const progress now = reader.feed(bytes);
    if (now == progress::done) return copy_of(reader.head(), reader.size(), bytes);
    if (now == progress::failed) {
      Outcome out;
      out.end = now;
      out.kind = reader.failure().kind;
      return out;
    }
  }
  return Outcome{};
}

}  // namespace

request_outcome read_request(std::string_view input, const reads& ends, const wire::head_limits& limits) {
  return read_head<request_outcome>(wire::request_head_reader(limits), input, ends);
}

answer_outcome read_answer(std::string_view input, const reads& ends) {
  return read_head<answer_outcome>(wire::answer_head_reader(), input, ends);
}

body_outcome read_body(std::string_view input, const reads& ends, wire::framing how, std::size_t limit, bool closes,
                       bool compact) {
  wire::body_reader reader(how, limit);
  std::vector<char> buffer;
  std::size_t taken = 0;
  std::size_t dropped = 0;
  progress now = progress::need_more;
  for (const std::size_t end : ends) {
    std::vector<char> moved = buffer;
    moved.insert(moved.end(), input.begin() + static_cast<std::ptrdiff_t>(taken),
                 input.begin() + static_cast<std::ptrdiff_t>(end));
    moved.shrink_to_fit();
    buffer.swap(moved);
    taken = end;
    now = reader.feed(buffer.data(), buffer.size());
    if (now != progress::need_more) break;
    if (!compact) continue;
    buffer.erase(buffer.begin() + static_cast<std::ptrdiff_t>(reader.decoded()),
                 buffer.begin() + static_cast<std::ptrdiff_t>(reader.raw()));
    dropped += reader.raw() - reader.decoded();
    reader.compacted();
  }
  if (now == progress::need_more && closes) now = reader.finish();
  if (now == progress::failed) return {now, reader.failure().kind, {}, 0};
  return {now, failure_kind::internal, std::string(buffer.data(), reader.decoded()), dropped + reader.raw()};
}

}  // namespace ramal::test
