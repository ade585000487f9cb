// A body on its way from one connection to another, in one window of bounded size: the framing of one side is read off it,
// that of the other side is put around it (contracts/gateway.md section 3). It is never held whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "proxy/wire/body_reader.hpp"

namespace ramal::wire {

// Looks at a body, piece by piece, and may overwrite bytes of it.
class body_filter {
 public:
  // How many bytes from the beginning of `text` may go on; the others come again, in front of the next piece. All, if
  // this is the `last` piece; at least one, if `text` is as long as a window is.
  virtual std::size_t pass(std::span<char> text, bool last) = 0;

 protected:
  ~body_filter() = default;
};

class body_relay {
 public:
  static constexpr std::size_t window_bytes = 128 * 1024;

  // `window`: at least 64 bytes; outlives this, and stays where it is. `to`: length (the same as that of `from`), chunked
  // or until_close; none if there is no body. `limit`: most bytes of body. `filter`: null, or outlives this.
  body_relay(std::span<char> window, framing from, body_kind to, std::size_t limit, body_filter* filter = nullptr);

  // Where the next bytes of the source are to be read to; empty as long as bytes are there to be written, and at the end.
  std::span<char> free_space();
  // So many bytes stand in free_space() now. failed: see failure().
  progress took(std::size_t bytes);
  // The source has ended in order: done for a whole body, else failed with body_cut.
  progress source_ended();

  // What is to be written next; wrote() so many of them.
  std::string_view out() const { return {window_.data() + begin_, end_ - begin_}; }
  void wrote(std::size_t bytes) { begin_ += bytes; }

  bool has_whole_body() const { return ended_; }             // of the source; perhaps not all is written
  bool is_done() const { return ended_ && begin_ == end_; }  // all of it is written
  const routes::failure& failure() const { return reader_.failure(); }
  // Bytes of the source that stood behind its body.
  std::string_view rest() const { return rest_; }
  std::uint64_t moved() const { return moved_; }  // bytes of body so far

 private:
  static constexpr std::size_t front = 18;    // 16 hex digits and CRLF
  static constexpr std::size_t back = 7;      // CRLF and the last chunk
  static constexpr std::size_t little = 512;  // less space is not worth a read

  char* data() { return window_.data() + front; }
  std::size_t capacity() const { return window_.size() - front - back; }
  void release();
  void frame(std::size_t size);

  std::span<char> window_;
  body_reader reader_;
  body_kind to_;
  body_filter* filter_;
  std::string carried_;  // what the filter wants to see again
  std::string rest_;
  std::size_t held_ = 0;             // bytes of body in the window that are not let go
  std::size_t begin_ = 0, end_ = 0;  // of out()
  std::uint64_t moved_ = 0;
  bool ended_ = false;
};

}  // namespace ramal::wire
