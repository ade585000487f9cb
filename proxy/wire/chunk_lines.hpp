// Everything of a chunked body but its data, byte by byte: sizes, extensions, chunk ends, trailers
// (http-rules.md F17 to F20; RFC 9112 section 7.1).
#pragma once

#include <cstdint>

namespace ramal::wire {

class chunk_lines {
 public:
  enum class event : std::uint8_t {
    more,
    data,  // size() bytes of data follow; the byte after them is the next to put
    end,   // the body is complete
    bad,
  };

  event put(char c);
  std::uint64_t size() const { return size_; }

 private:
  enum class state : std::uint8_t {
    size,
    size_lf,
    data_cr,
    data_lf,
    extension_name,
    extension_value,
    extension_token,
    quoted,
    quoted_pair,
    after_quote,
    trailer_start,
    trailer_name,
    trailer_value,
    trailer_lf,
    end_lf,
  };

  event put_size(char c);
  event put_extension(char c);
  event put_extension_end(char c);
  event put_trailer(char c);
  event expect_lf(char c, state next);
  event move(state next) {
    state_ = next;
    return event::more;
  }

  std::uint64_t size_ = 0;
  std::uint32_t size_digits_ = 0;
  std::uint32_t part_ = 0;             // bytes of the extension or trailer name so far
  std::uint32_t extension_bytes_ = 0;  // in the whole body
  std::uint32_t trailer_bytes_ = 0;
  std::uint32_t trailers_ = 0;
  state state_ = state::size;
};

}  // namespace ramal::wire
