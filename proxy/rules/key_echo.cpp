#include "proxy/rules/key_echo.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "config/letters.hpp"
#include "proxy/rules/escaped_text.hpp"
#include "proxy/rules/key_forms.hpp"

namespace ramal::rules {
namespace {

std::string_view view(std::span<const char> text) { return {text.data(), text.size()}; }

// Where the last characters began.
class begins {
 public:
  void add(std::size_t begin) { at_[count_++ % at_.size()] = begin; }
  // Of the character `back` characters ago; the last one is 1.
  std::size_t of(std::size_t back) const { return at_[(count_ - back) % at_.size()]; }

 private:
  std::array<std::size_t, text_search::longest> at_;
  std::size_t count_ = 0;
};

std::size_t mask(std::span<char> text, decoding how, std::span<text_search> forms) {
  std::size_t found = 0;
  begins recent;
  for (text_search& form : forms) form.restart();
  for (escaped_text in(view(text), how); in.next();) {
    recent.add(in.begin());
    for (text_search& form : forms) {
      if (!form.feed(in.value())) continue;
      const std::size_t begin = recent.of(form.size());
      std::memset(text.data() + begin, '*', in.end() - begin);
      ++found;
    }
  }
  return found;
}

// \u0021 to \u007E, or a character of the key behind a backslash.
bool has_escape_of(std::string_view text, std::string_view key) {
  for (std::size_t at = 0; (at = text.find('\\', at)) != std::string_view::npos; at += 2) {
    const std::string_view rest = text.substr(at + 1, 5);
    if (rest.empty()) return false;
    const bool ascii = rest.starts_with("u00") && rest.size() == 5 && rest[3] >= '2' && rest[3] <= '7';
    if (ascii || (std::string_view("bfnrtu").find(rest[0]) == std::string_view::npos &&
                  key.find(rest[0]) != std::string_view::npos))
      return true;
  }
  return false;
}

bool is_of_a_word(char c) {
  return config::is_digit(c) || (config::to_lower(c) >= 'a' && config::to_lower(c) <= 'z') || c == '+' || c == '/' ||
         c == '-' || c == '_';
}

// Whether so many characters of hex or base64 stand side by side. A run of `length` covers a multiple of it.
bool has_word(std::string_view text, std::size_t length) {
  for (std::size_t at = length - 1; at < text.size(); at += length) {
    if (!is_of_a_word(text[at])) continue;
    std::size_t begin = at, end = at + 1;
    while (begin > 0 && is_of_a_word(text[begin - 1]) && at - begin < length) --begin;
    while (end < text.size() && is_of_a_word(text[end]) && end - begin < length) ++end;
    if (end - begin >= length) return true;
  }
  return false;
}

constexpr std::size_t shortest = 6;  // what is encoded in less could be anything

bool may_hold_a_form(std::string_view text, std::string_view key) {
  return text.find('\\') != std::string_view::npos || text.find('%') != std::string_view::npos ||
         (key.size() >= shortest && has_word(text, shortest_encoded(key.size())));
}

// A backslash of the key that JSON has doubled, in front of a letter: \\n could be a line end that was escaped again, so
// the other searches do not see it.
std::size_t mask_doubled_backslashes(std::span<char> text, std::string_view key) {
  if (key.find('\\') == std::string_view::npos) return 0;
  std::string doubled;
  for (const char c : key) {
    if (c == '\\' || c == '"') doubled += '\\';
    doubled += c;
  }
  return mask_key(text, doubled);
}

}  // namespace

std::size_t mask_key(std::span<char> text, std::string_view key) {
  if (key.empty()) return 0;
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

std::size_t mask_escaped_key(std::span<char> text, std::string_view key) {
  if (key.empty() || !has_escape_of(view(text), key)) return 0;
  const std::size_t doubled = mask_doubled_backslashes(text, key);
  text_search form = plain_form(key);
  return doubled + mask(text, decoding::json, {&form, 1});
}

std::size_t mask_any_form_of_key(std::span<char> text, std::string_view key) {
  std::size_t plain = mask_key(text, key);
  if (key.empty() || !may_hold_a_form(view(text), key)) return plain;
  plain += mask_doubled_backslashes(text, key);
  std::array forms{plain_form(key), hex_form(key), base64_form(key, 0), base64_form(key, 1), base64_form(key, 2)};
  const std::span searched(forms.data(), key.size() < shortest ? 1 : forms.size());
  return plain + mask(text, decoding::json, searched) + mask(text, decoding::json_and_percent, searched);
}

}  // namespace ramal::rules
