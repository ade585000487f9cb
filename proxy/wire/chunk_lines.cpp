#include "proxy/wire/chunk_lines.hpp"

#include "proxy/wire/chars.hpp"

namespace ramal::wire {
namespace {

constexpr std::uint32_t most_size_digits = 16;      // F17: what 64 bits hold
constexpr std::uint32_t most_extension = 256;       // F19: one, with its ';'
constexpr std::uint32_t most_extensions = 1024;     // F19: all of a body
constexpr std::uint32_t most_trailer_bytes = 2048;  // F20: with their line ends
constexpr std::uint32_t most_trailers = 8;          // F20

}  // namespace

chunk_lines::event chunk_lines::put(char c) {
  switch (state_) {
    case state::size: return put_size(c);
    case state::size_lf:
      if (c != '\n') return event::bad;
      state_ = size_ == 0 ? state::trailer_start : state::data_cr;
      return size_ == 0 ? event::more : event::data;
    case state::data_cr: return c == '\r' ? move(state::data_lf) : event::bad;  // F18
    case state::data_lf: size_ = size_digits_ = 0; return expect_lf(c, state::size);
    case state::trailer_start:
    case state::trailer_name:
    case state::trailer_value:
    case state::trailer_lf: return put_trailer(c);
    case state::end_lf: return c == '\n' ? event::end : event::bad;
    default: return put_extension(c);
  }
}

chunk_lines::event chunk_lines::expect_lf(char c, state next) { return c == '\n' ? move(next) : event::bad; }

chunk_lines::event chunk_lines::put_size(char c) {
  if (const int digit = hex_value(c); digit >= 0) {
    if (++size_digits_ > most_size_digits) return event::bad;
    size_ = size_ * 16 + static_cast<std::uint64_t>(digit);
    return event::more;
  }
  return size_digits_ == 0 ? event::bad : put_extension_end(c);
}

// After a size or an extension: the end of the line, or one more extension.
chunk_lines::event chunk_lines::put_extension_end(char c) {
  if (c == '\r') return move(state::size_lf);
  if (c != ';') return event::bad;
  part_ = 1;
  return ++extension_bytes_ > most_extensions ? event::bad : move(state::extension_name);
}

// ";" token [ "=" ( token / quoted-string ) ], without blanks and in ASCII (F19).
chunk_lines::event chunk_lines::put_extension(char c) {
  const bool ends = c == '\r' || c == ';';
  if (ends && state_ != state::quoted && state_ != state::quoted_pair) {
    const bool whole = state_ == state::after_quote || state_ == state::extension_token ||
                       (state_ == state::extension_name && part_ > 1);
    return whole ? put_extension_end(c) : event::bad;
  }
  if (++part_ > most_extension || ++extension_bytes_ > most_extensions) return event::bad;
  switch (state_) {
    case state::extension_name:
      if (c == '=' && part_ > 2) return move(state::extension_value);
      return is(c, token_char) ? event::more : event::bad;
    case state::extension_value:
      if (c == '"') return move(state::quoted);
      return is(c, token_char) ? move(state::extension_token) : event::bad;
    case state::extension_token: return is(c, token_char) ? event::more : event::bad;
    case state::quoted:
      if (c == '"') return move(state::after_quote);
      if (c == '\\') return move(state::quoted_pair);
      return is(c, quoted_char) ? event::more : event::bad;
    case state::quoted_pair: return is(c, quoted_char) || c == '"' || c == '\\' ? move(state::quoted) : event::bad;
    default: return event::bad;
  }
}

// Fields as in a head, discarded (F20).
chunk_lines::event chunk_lines::put_trailer(char c) {
  if (state_ == state::trailer_start && c == '\r') return move(state::end_lf);
  if (++trailer_bytes_ > most_trailer_bytes) return event::bad;
  switch (state_) {
    case state::trailer_start:
      if (++trailers_ > most_trailers || !is(c, token_char)) return event::bad;
      return move(state::trailer_name);
    case state::trailer_name:
      if (c == ':') return move(state::trailer_value);
      return is(c, token_char) ? event::more : event::bad;
    case state::trailer_value:
      if (c == '\r') return move(state::trailer_lf);
      return is(c, text_char) ? event::more : event::bad;
    default: return expect_lf(c, state::trailer_start);
  }
}

}  // namespace ramal::wire
