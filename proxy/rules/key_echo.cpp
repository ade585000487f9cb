#include "proxy/rules/key_echo.hpp"

#include <cstring>

#include "routes/checks.hpp"

namespace ramal::rules {

std::size_t mask_key(std::span<char> text, std::string_view key) {
  if (key.empty() || !routes::checks_bytes) return 0;
  std::size_t found = 0;
  char* at = text.data();
  char* const end = at + text.size();
  // memmem: glibc's is linear, also against hostile text
  const auto find = [&] {
    return static_cast<char*>(::memmem(at, static_cast<std::size_t>(end - at), key.data(), key.size()));
  };
  while ((at = find()) != nullptr) {
    std::memset(at, '*', key.size());
    at += key.size();
    ++found;
  }
  return found;
}

}  // namespace ramal::rules
