#include "proxy/rules/key_forms.hpp"

#include "config/letters.hpp"

namespace ramal::rules {
namespace {

constexpr std::string_view base16_digits = "0123456789abcdef";
constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

char text_search::fold(char c) const {
  if (same_ == folding::letters) return config::to_lower(c);
  if (same_ == folding::base64) return c == '-' ? '+' : c == '_' ? '/' : c;
  return c;
}

void text_search::append(char c) {
  if (size_ == longest) return;
  text_[size_] = fold(c);
  std::size_t border = size_ == 0 ? 0 : border_[size_ - 1];
  while (border != 0 && text_[border] != text_[size_]) border = border_[border - 1];
  border_[size_] = static_cast<std::uint16_t>(size_ != 0 && text_[border] == text_[size_] ? border + 1 : 0);
  ++size_;
}

bool text_search::feed(char c) {
  if (size_ == 0) return false;
  c = fold(c);
  while (matched_ != 0 && text_[matched_] != c) matched_ = border_[matched_ - 1];
  if (text_[matched_] == c) ++matched_;
  if (matched_ != size_) return false;
  matched_ = 0;
  return true;
}

text_search plain_form(std::string_view key) {
  text_search form(folding::none);
  for (const char c : key.substr(0, longest_key))
    if (c != '\\') form.append(c);
  return form;
}

text_search hex_form(std::string_view key) {
  text_search form(folding::letters);
  for (const char c : key.substr(0, longest_key)) {
    form.append(base16_digits[static_cast<unsigned char>(c) >> 4]);
    form.append(base16_digits[static_cast<unsigned char>(c) & 15]);
  }
  return form;
}

text_search base64_form(std::string_view key, unsigned offset) {
  text_search form(folding::base64);
  const unsigned foreign = (6 - offset * 8 % 6) % 6;  // bits of the key in a digit that others share
  std::uint32_t bits = 0;
  unsigned have = 0;
  unsigned skip = foreign;
  for (const char c : key.substr(0, longest_key)) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    have += 8 - skip;
    skip = 0;
    for (; have >= 6; have -= 6) form.append(base64_digits[bits >> (have - 6) & 63]);
  }
  return form;
}

std::size_t shortest_encoded(std::size_t key_size) { return key_size == 0 ? 0 : (key_size * 8 - 4) / 6; }

}  // namespace ramal::rules
