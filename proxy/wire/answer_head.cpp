#include "proxy/wire/answer_head.hpp"

namespace ramal::wire {
namespace {

constexpr std::size_t most_head = 32 * 1024;  // U7

}  // namespace

void answer_head_reader::reset() { *this = answer_head_reader(); }

progress answer_head_reader::fail() {
  step_ = step::failed;
  failure_ = routes::failure(routes::failure_kind::upstream_malformed);
  return progress::failed;
}

progress answer_head_reader::feed(std::string_view bytes) {
  bytes = bytes.substr(0, most_head);
  std::string_view line;
  while (step_ != step::failed && step_ != step::done) {
    switch (lines_.next(bytes, line)) {
      case head_lines::found::more: return bytes.size() == most_head ? fail() : progress::need_more;
      case head_lines::found::bare_lf: return fail();
      case head_lines::found::line: break;
    }
    if (!take(bytes, line)) return fail();
  }
  return step_ == step::done ? progress::done : progress::failed;
}

bool answer_head_reader::take(std::string_view bytes, std::string_view line) {
  if (step_ == step::status_line) {
    step_ = step::fields;
    return fields_.take_status_line(line);
  }
  if (!line.empty()) return fields_.take(bytes, line);
  size_ = lines_.start();
  step_ = step::done;
  return fields_.finish();
}

}  // namespace ramal::wire
