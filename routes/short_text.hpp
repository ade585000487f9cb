// Comparing names and words: they are short, so two overlapping loads are cheaper than a call of memcmp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace ramal::routes {

template <class Part>
bool same_ends(const char* a, const char* b, std::size_t size) {
  Part first[2], last[2];
  std::memcpy(&first[0], a, sizeof(Part));
  std::memcpy(&first[1], b, sizeof(Part));
  std::memcpy(&last[0], a + size - sizeof(Part), sizeof(Part));
  std::memcpy(&last[1], b + size - sizeof(Part), sizeof(Part));
  return ((first[0] ^ first[1]) | (last[0] ^ last[1])) == 0;
}

// Whether `size` bytes are the same.
inline bool same_bytes(const char* a, const char* b, std::size_t size) {
  if (size - 8 <= 8) return same_ends<std::uint64_t>(a, b, size);
  if (size - 4 <= 4) return same_ends<std::uint32_t>(a, b, size);
  if (size - 16 <= 16)
    return same_ends<std::uint64_t>(a, b, 16) && same_ends<std::uint64_t>(a + size - 16, b + size - 16, 16);
  return std::memcmp(a, b, size) == 0;
}

inline bool equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && same_bytes(a.data(), b.data(), a.size());
}

}  // namespace ramal::routes
