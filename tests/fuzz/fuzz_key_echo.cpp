// The search for the injected key in an engine's text: nothing but '*' is written, what is JSON stays JSON, and what was
// searched once holds nothing more. The first byte chooses the form in which the key is put into the text, the second
// where.
#include <algorithm>
#include <span>
#include <string>

#include "proxy/rules/key_echo.hpp"
#include "tests/fuzz/expect.hpp"
#include "tests/harness/contract_names.hpp"

namespace ramal::test {
namespace {

constexpr std::string_view key = "ps_demo/native+key";

std::string form_of(unsigned choice) {
  std::string text;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const auto byte = static_cast<unsigned char>(key[i]);
    const std::string hex{"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
    switch (choice >> (i % 4) & 3U) {
      case 0: text += key[i]; break;
      case 1: text += "\\u00" + hex; break;
      case 2: text += "%" + hex; break;
      default: text += key[i] == '/' ? "\\/" : std::string(1, key[i]);
    }
  }
  return text;
}

using search = std::size_t (*)(std::span<char>, std::string_view);

void expect_masked(const std::string& before, search find) {
  std::string after = before, error;
  find(after, key);
  expect(after.size() == before.size());
  for (std::size_t i = 0; i < after.size(); ++i) expect(after[i] == before[i] || after[i] == '*');
  if (tests::parse_json(before, error)) expect(tests::parse_json(after, error).has_value());
  std::string again = after;
  expect(find(again, key) == 0 && again == after);
}

void play(unsigned choice, std::size_t where, std::string_view input) {
  std::string text(input);
  expect_masked(text, rules::mask_key);
  expect_masked(text, rules::mask_escaped_key);
  expect_masked(text, rules::mask_any_form_of_key);
  where = std::min(where, text.size());
  // behind a backslash or a percent sign the first byte of the key may be a part of what stands in front of it
  if (text.substr(0, where).find_first_of("\\%") != std::string::npos) return;
  text.insert(where, form_of(choice));
  expect(rules::mask_key(text, key) + rules::mask_any_form_of_key(text, key) != 0);
}

}  // namespace
}  // namespace ramal::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  ramal::test::play(data[0], data[1], ramal::test::text_of(data + 2, size - 2));
  return 0;
}
