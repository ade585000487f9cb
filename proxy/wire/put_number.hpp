#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <string>

namespace ramal::wire {

// Appends the number in decimal digits.
inline void put_number(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

}  // namespace ramal::wire
