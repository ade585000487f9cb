#include <array>
#include <cstdio>

#include "contract/reports.hpp"

namespace ramal::contract {
namespace {

std::string hex(const char* form, unsigned value) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), form, value);
  return text.data();
}

std::string quoted_character(std::string_view character) {
  const auto byte = static_cast<unsigned char>(character.front());
  if (character == "\"" || character == "\\") return "\\" + std::string(character);
  if (character == "\n") return "\\n";
  if (byte < 0x20 || byte == 0x7f) return hex("\\u%04x", byte);
  return std::string(character);
}

std::string markup_of(std::string_view character) {
  const auto byte = static_cast<unsigned char>(character.front());
  if (character == "&") return "&amp;";
  if (character == "<") return "&lt;";
  if (character == ">") return "&gt;";
  if (character == "\"") return "&quot;";
  if (character == "'") return "&#39;";
  if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f) return hex("\\x%02x", byte);
  return std::string(character);
}

// XML has no U+FFFE and U+FFFF.
bool is_no_xml(std::string_view character) { return character == "\xef\xbf\xbe" || character == "\xef\xbf\xbf"; }

}  // namespace

std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) return 1;
  const std::size_t size = byte(0) >= 0xc2 && byte(0) < 0xe0   ? 2
                           : (byte(0) >> 4U) == 0xe            ? 3
                           : byte(0) >= 0xf0 && byte(0) < 0xf5 ? 4
                                                               : 0;
  if (size == 0 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((byte(i) & 0xc0U) != 0x80) return 0;
  const bool too_long = (byte(0) == 0xe0 && byte(1) < 0xa0) || (byte(0) == 0xf0 && byte(1) < 0x90);
  const bool no_character = (byte(0) == 0xed && byte(1) >= 0xa0) || (byte(0) == 0xf4 && byte(1) >= 0x90);
  return too_long || no_character ? 0 : size;
}

std::string json_quoted(std::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) {
    const auto size = character_size(text);
    quoted += size == 0 ? "\\ufffd" : quoted_character(text.substr(0, size));
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return quoted + '"';
}

std::string markup_escaped(std::string_view text) {
  std::string escaped;
  while (!text.empty()) {
    auto size = character_size(text);
    if (size == 0 || is_no_xml(text.substr(0, size))) {
      escaped += hex("\\x%02x", static_cast<unsigned char>(text.front()));
      size = 1;
    } else {
      escaped += markup_of(text.substr(0, size));
    }
    text.remove_prefix(size);
  }
  return escaped;
}

}  // namespace ramal::contract
