#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ramal::test {

// Stops the fuzzer at this input.
inline void expect(bool holds) {
  if (!holds) __builtin_trap();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// The split is a function of the input, so that a finding can be replayed.
inline unsigned seed_of(std::string_view input) {
  unsigned sum = 17;
  for (const char c : input) sum = sum * 31 + static_cast<unsigned char>(c);
  return sum;
}

}  // namespace ramal::test
