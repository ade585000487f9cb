// Takes a growing head apart into lines and fields; shared by the request and the answer reader.
#pragma once

#include <cassert>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "proxy/wire/chars.hpp"
#include "proxy/wire/text.hpp"

namespace ramal::wire {

// A part of a message as a position in its bytes. The bytes may move, so a view is made only when needed: of(bytes).
struct slice {
  std::uint32_t at = 0;
  std::uint32_t size = 0;

  bool empty() const { return size == 0; }
  // `bytes`: the message it was read from, from its first byte on, at its present place.
  std::string_view of(std::string_view bytes) const { return {bytes.data() + at, size}; }
};

inline slice slice_of(std::string_view bytes, std::string_view part) {
  return {static_cast<std::uint32_t>(part.data() - bytes.data()), static_cast<std::uint32_t>(part.size())};
}

// Finds one line after the other. Every byte is searched once, however often `next` is called.
class head_lines {
 public:
  enum class found : std::uint8_t { line, more, bare_lf };

  // `line` is without its CRLF. A line that ends in LF alone is `bare_lf` (F12).
  found next(std::string_view bytes, std::string_view& line) {
    assert(scanned_ <= bytes.size());
    if (scanned_ >= bytes.size()) return found::more;
    const char* begin = bytes.data();
    const auto* lf = static_cast<const char*>(std::memchr(begin + scanned_, '\n', bytes.size() - scanned_));
    if (lf == nullptr) {
      scanned_ = bytes.size();
      return found::more;
    }
    const auto end = static_cast<std::size_t>(lf - begin);
    if (end == start_ || begin[end - 1] != '\r') return found::bare_lf;
    line = bytes.substr(start_, end - 1 - start_);
    start_ = scanned_ = end + 1;
    return found::line;
  }

  void skip(std::size_t bytes) { start_ = scanned_ = start_ + bytes; }
  std::size_t start() const { return start_; }  // of the next line

 private:
  std::size_t start_ = 0;
  std::size_t scanned_ = 0;
};

struct field {
  std::string_view name;   // a token
  std::string_view value;  // trimmed, without control bytes
  bool high = false;       // the value holds bytes >= 0x80
};

// False for a folded line, a blank before the colon, no colon, no token, a control byte in the value
// (F10, F11, F13; RFC 9112 section 5).
inline bool parse_field(std::string_view line, field& out) {
  std::size_t colon = 0;
  while (colon < line.size() && is(line[colon], token_char)) ++colon;
  if (colon == 0 || colon == line.size() || line[colon] != ':') return false;
  out.name = line.substr(0, colon);
  out.value = trim(line.substr(colon + 1));
  const text_marks marks = scan_text(out.value);
  out.high = marks.high;
  return !marks.control;
}

// The value of the first field of this name in a head that was read without a fault; "" if there is none. `name` is in
// small letters.
template <std::size_t Size>
std::string_view find_field(std::string_view head, const char (&name)[Size]) {
  head_lines lines;
  std::string_view line;
  field parsed;
  while (lines.next(head, line) == head_lines::found::line) {
    if (parse_field(line, parsed) && is_name(parsed.name, name)) return parsed.value;
  }
  return {};
}

}  // namespace ramal::wire
