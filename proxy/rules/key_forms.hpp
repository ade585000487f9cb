// The forms of a key that are searched for (http-rules.md K4), and a search that looks at each character once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ramal::rules {

inline constexpr std::size_t longest_key = 512;

// Which characters of a text are the same to a search.
enum class folding : std::uint8_t { none, letters, base64 };

// Finds a text character by character (Knuth, Morris, Pratt).
class text_search {
 public:
  static constexpr std::size_t longest = 2 * longest_key;

  explicit text_search(folding same) : same_(same) {}

  void append(char c);  // to what is searched for; all that is beyond `longest` is dropped
  std::size_t size() const { return size_; }
  // True if this character completes an occurrence. An empty text is never found.
  bool feed(char c);
  void restart() { matched_ = 0; }

 private:
  char fold(char c) const;

  std::array<char, longest> text_;
  std::array<std::uint16_t, longest> border_;  // of the first i + 1 characters
  std::size_t size_ = 0;
  std::size_t matched_ = 0;
  folding same_;
};

// The key without backslashes, which an escaped_text has none of.
text_search plain_form(std::string_view key);
text_search hex_form(std::string_view key);
// What base64 makes of the key alone where `offset` bytes (0 to 2) stand in front of it: the same whatever they are,
// and whatever follows.
text_search base64_form(std::string_view key, unsigned offset);

// The shortest hex and base64 forms are no shorter.
std::size_t shortest_encoded(std::size_t key_size);

}  // namespace ramal::rules
