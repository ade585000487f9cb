#include "proxy/wire/body_reader.hpp"

#include <algorithm>
#include <cstring>

namespace ramal::wire {

using routes::failure_kind;

body_reader::body_reader(framing how, std::size_t limit) : how_(how), limit_(limit) {
  if (how_.kind == body_kind::length && how_.length > limit_) fail(failure_kind::body_too_large);  // F5
}

progress body_reader::fail(failure_kind kind) {
  failure_ = routes::failure(kind);
  return state_ = progress::failed;
}

progress body_reader::feed(char* data, std::size_t size) {
  if (state_ != progress::need_more) return state_;
  switch (how_.kind) {
    case body_kind::none: break;
    case body_kind::length:
      decoded_ = raw_ = std::min(size, static_cast<std::size_t>(how_.length));
      if (decoded_ < how_.length) return progress::need_more;
      break;
    case body_kind::until_close:
      decoded_ = raw_ = std::min(size, limit_);
      return size > limit_ ? fail(failure_kind::body_too_large) : progress::need_more;
    case body_kind::chunked: return feed_chunked(data, size);
  }
  return state_ = progress::done;
}

progress body_reader::feed_chunked(char* data, std::size_t size) {
  while (raw_ < size) {
    if (chunk_left_ != 0) {
      copy_chunk(data, size);
      continue;
    }
    switch (lines_.put(data[raw_++])) {
      case chunk_lines::event::more: break;
      case chunk_lines::event::bad: return fail(failure_kind::bad_chunk);
      case chunk_lines::event::end: return state_ = progress::done;
      case chunk_lines::event::data:
        // F17: the sum is checked before a byte of the chunk is taken, without adding what might overflow
        if (lines_.size() > limit_ - decoded_) return fail(failure_kind::body_too_large);
        chunk_left_ = lines_.size();
    }
  }
  return progress::need_more;
}

void body_reader::copy_chunk(char* data, std::size_t size) {
  const std::size_t here = std::min(size - raw_, static_cast<std::size_t>(chunk_left_));
  std::memmove(data + decoded_, data + raw_, here);
  decoded_ += here;
  raw_ += here;
  chunk_left_ -= here;
}

void body_reader::dropped() {
  if (how_.kind == body_kind::length) how_.length -= decoded_;
  limit_ -= decoded_;
  decoded_ = raw_ = 0;
}

progress body_reader::finish() {
  if (state_ != progress::need_more) return state_;
  const bool whole = how_.kind == body_kind::none || how_.kind == body_kind::until_close ||
                     (how_.kind == body_kind::length && decoded_ == how_.length);
  return whole ? state_ = progress::done : fail(failure_kind::body_cut);  // F23, U8
}

}  // namespace ramal::wire
