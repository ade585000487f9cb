#include "proxy/wire/request_head.hpp"

#include <algorithm>

#include "proxy/wire/request_line.hpp"
#include "proxy/wire/text.hpp"

namespace ramal::wire {
namespace {

using routes::failure_kind;

constexpr std::size_t most_read = 32 * 1024;  // H5

}  // namespace

void request_head_reader::reset() { *this = request_head_reader(limits_); }

progress request_head_reader::fail(failure_kind kind) {
  step_ = step::failed;
  failure_ = routes::failure(kind);
  fields_.keep_method_and_origin();
  if (kind == failure_kind::method_refused) failure_.allow = routes::served_methods;  // T5
  return progress::failed;
}

progress request_head_reader::feed(std::string_view bytes) {
  const std::size_t most = std::min(limits_.head, most_read);
  bytes = bytes.substr(0, most);
  progress now = progress::done;
  if (step_ == step::start) now = read_start(bytes);
  if (step_ == step::request_line) now = read_request_line(bytes);
  if (step_ == step::fields) now = read_fields(bytes);
  if (now == progress::need_more && bytes.size() == most) now = fail(failure_kind::head_too_large);
  return step_ == step::failed ? progress::failed : now;
}

// F16: one CRLF may come before the request line. What cannot start a method is refused at once.
progress request_head_reader::read_start(std::string_view bytes) {
  if (bytes.empty()) return progress::need_more;
  if (lines_.start() == 0 && bytes[0] == '\r') {
    if (bytes.size() == 1) return progress::need_more;
    if (bytes[1] != '\n') return fail(failure_kind::bad_request_line);
    lines_.skip(2);
  }
  if (bytes.size() == lines_.start()) return progress::need_more;
  const char first = bytes[lines_.start()];
  if (first == '\r' || first == '\n' || first == ' ') return fail(failure_kind::bad_request_line);
  if (!is(first, token_char)) return fail(failure_kind::bad_method);
  step_ = step::request_line;
  return progress::need_more;
}

progress request_head_reader::read_request_line(std::string_view bytes) {
  const std::size_t longest = most_method + 1 + limits_.target + 1 + version_size + 2;
  const std::string_view near = bytes.substr(0, lines_.start() + longest);
  std::string_view text;
  request_line line;
  std::optional<failure_kind> wrong;
  switch (lines_.next(near, text)) {
    case head_lines::found::bare_lf: return fail(failure_kind::bad_request_line);
    case head_lines::found::more:
      if (near.size() < lines_.start() + longest) return progress::need_more;
      wrong = judge_overlong_line(near.substr(lines_.start()), limits_.target, line);
      break;
    case head_lines::found::line: wrong = parse_request_line(text, limits_.target, line); break;
  }
  if (wrong) {
    fields_.set_method(line.verb);
    return fail(*wrong);
  }
  fields_.begin(bytes, line);
  step_ = step::fields;
  return progress::need_more;
}

progress request_head_reader::read_fields(std::string_view bytes) {
  std::string_view line;
  while (true) {
    switch (lines_.next(bytes, line)) {
      case head_lines::found::more: return progress::need_more;
      case head_lines::found::bare_lf: return fail(failure_kind::bad_header);
      case head_lines::found::line: break;
    }
    const bool whole = line.empty();
    if (const auto wrong = whole ? fields_.finish(bytes) : fields_.take(bytes, line, limits_)) return fail(*wrong);
    if (!whole) continue;
    size_ = lines_.start();
    step_ = step::done;
    return progress::done;
  }
}

}  // namespace ramal::wire
