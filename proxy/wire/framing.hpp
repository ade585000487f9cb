#pragma once

#include <cstdint>

namespace ramal::wire {

// How the end of a message body is found (RFC 9112 section 6.3). `until_close` is legal for answers only.
enum class body_kind : std::uint8_t { none, length, chunked, until_close };

struct framing {
  body_kind kind = body_kind::none;
  std::uint64_t length = 0;  // for `length`
};

}  // namespace ramal::wire
