// Scanning the text of JSON strings: plain is what is no quote, no backslash and no control byte.
#pragma once

#include <cstddef>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace ramal::routes::json {

inline bool is_plain(char c) { return c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20; }

// How many of the 16 bytes at `at` are plain before the first that is not.
inline std::size_t plain_of_16(const char* at) {
#ifdef __SSE2__
  const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(chunk, _mm_set1_epi8(0x1f)), chunk);
  const __m128i mark = _mm_or_si128(_mm_cmpeq_epi8(chunk, _mm_set1_epi8('"')),
                                    _mm_cmpeq_epi8(chunk, _mm_set1_epi8('\\')));
  const int found = _mm_movemask_epi8(_mm_or_si128(control, mark));
  return found == 0 ? 16 : static_cast<std::size_t>(__builtin_ctz(static_cast<unsigned>(found)));
#else
  std::size_t count = 0;
  while (count < 16 && is_plain(at[count])) ++count;
  return count;
#endif
}

// The first byte that ends or interrupts plain text.
inline const char* plain_end(const char* at, const char* end) {
  while (end - at >= 16) {
    const std::size_t count = plain_of_16(at);
    at += count;
    if (count < 16) return at;
  }
  while (at != end && is_plain(*at)) ++at;
  return at;
}

}  // namespace ramal::routes::json
