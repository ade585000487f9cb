// Scanning the text of JSON strings: plain is what is no quote, no backslash and no control byte.
#pragma once

#include <cstddef>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace ramal::routes::json {

inline bool is_plain(char c) { return c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20; }

// A bit for each of the 16 bytes at `at`, the first one's lowest: set where text is not plain.
inline std::uint32_t not_plain(const char* at) {
#ifdef __SSE2__
  const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(chunk, _mm_set1_epi8(0x1f)), chunk);
  const __m128i mark = _mm_or_si128(_mm_cmpeq_epi8(chunk, _mm_set1_epi8('"')),
                                    _mm_cmpeq_epi8(chunk, _mm_set1_epi8('\\')));
  return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_or_si128(control, mark)));
#else
  std::uint32_t bits = 0;
  for (unsigned i = 0; i < 16; ++i) bits |= static_cast<std::uint32_t>(!is_plain(at[i])) << i;
  return bits;
#endif
}

// The first byte that ends or interrupts plain text.
inline const char* plain_end(const char* at, const char* end) {
  for (; end - at >= 16; at += 16)
    if (const std::uint32_t found = not_plain(at); found != 0) return at + __builtin_ctz(found);
  while (at != end && is_plain(*at)) ++at;
  return at;
}

}  // namespace ramal::routes::json
