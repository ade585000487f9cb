#include <catch2/catch.hpp>

#include "proxy/wire/chars.hpp"
#include "proxy/wire/text.hpp"

namespace ramal::test {

TEST_CASE("The eight-byte scan marks what a byte-wise one does") {
  for (std::size_t size = 1; size < 40; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (int c = 0; c < 256; ++c) {
        std::string text(size, 'a');
        text[at] = static_cast<char>(c);
        const wire::text_marks marks = wire::scan_text(text);
        const bool control = (c < 0x20 && c != '\t') || c == 0x7f;
        if (marks.control != control || marks.high != (c >= 0x80)) FAIL(size << ' ' << at << ' ' << c);
      }
    }
  }
  CHECK_FALSE(wire::scan_text("").control);
}

TEST_CASE("A name compares in any case, and with tokens only") {
  CHECK(wire::is_name("HoSt", "host"));
  CHECK(wire::is_name("X-API-KEY", "x-api-key"));
  CHECK(wire::is_name("Transfer-Encoding", "transfer-encoding"));
  CHECK_FALSE(wire::is_name("x-api-kez", "x-api-key"));
  for (int c = 0; c < 256; ++c) {  // no other token character passes for one of ours
    const char byte = static_cast<char>(c);
    if (!wire::is(byte, wire::token_char)) continue;
    std::string name = "x-api-key-id";
    for (std::size_t at = 0; at < name.size(); ++at) {
      std::string changed = name;
      changed[at] = byte;
      if (wire::is_name(changed, "x-api-key-id") != wire::equal_ignoring_case(changed, name)) FAIL(changed);
    }
  }
}

TEST_CASE("Character classes") {
  std::size_t tokens = 0;
  for (int c = 0; c < 256; ++c) tokens += wire::is(static_cast<char>(c), wire::token_char) ? 1 : 0;
  CHECK(tokens == 26 + 26 + 10 + 15);
  CHECK_FALSE(wire::is('%', wire::target_char));
  CHECK(wire::hex_value('f') == 15);
  CHECK(wire::hex_value('F') == 15);
  CHECK(wire::hex_value('g') == -1);
  CHECK(wire::hex_value('\0') == -1);
}

}  // namespace ramal::test
