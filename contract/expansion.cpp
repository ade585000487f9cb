#include "contract/expansion.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "contract/generated_calls.hpp"

namespace ramal::contract {
namespace {

std::size_t to_number(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size())
    throw std::runtime_error("no number: " + std::string(text));
  return number;
}

// If `text` begins with `word` and a blank, takes both away.
bool take_word(std::string_view& text, std::string_view word) {
  if (text.substr(0, word.size() + 1) != std::string(word) + ' ') return false;
  text.remove_prefix(word.size() + 1);
  return true;
}

// What a case may become: more than any limit of a gateway that a case could be about.
constexpr std::size_t longest_text = 64U << 20U, most_calls = 100'000;

std::size_t to_count(std::string_view text) {
  const auto count = to_number(text);
  if (count > most_calls) throw std::runtime_error("at most " + std::to_string(most_calls) + " calls");
  return count;
}

std::string repeat(std::string_view arguments) {
  const auto blank = arguments.find(' ');
  if (blank == std::string_view::npos) throw std::runtime_error("repeat needs a number and a text");
  const auto text = arguments.substr(blank + 1);
  const auto times = to_number(arguments.substr(0, blank));
  if (times > longest_text / std::max<std::size_t>(text.size(), 1))
    throw std::runtime_error("repeat makes 64 MiB at most");
  std::string repeated;
  for (auto n = times; n > 0; --n) repeated += text;
  return repeated;
}

const std::string* find_variable(const variables& known, std::string_view name) {
  for (const auto& [each, value] : known)
    if (each == name) return &value;
  return nullptr;
}

std::string evaluate(std::string_view inside, const variables& known) {
  if (const auto* value = find_variable(known, inside)) return *value;
  if (auto rest = inside; take_word(rest, "repeat")) return repeat(rest);
  if (auto rest = inside; take_word(rest, "bytes")) return unescape(rest);
  if (auto rest = inside; take_word(rest, "native calls")) return native_list(to_count(rest));
  if (auto rest = inside; take_word(rest, "ramal calls")) {
    const auto blank = rest.find(' ');
    return ramal_list(to_count(rest.substr(0, blank)), rest.substr(std::min(blank, rest.size())) == " twice");
  }
  throw std::runtime_error("unknown ${" + std::string(inside) + "}");
}

}  // namespace

std::string substitute(std::string_view text, const variables& known) {
  // `${repeat 3 ${x}}` holds another one: replace name by name.
  std::string replaced(text);
  if (replaced.find("${") == std::string::npos) return replaced;
  for (const auto& [name, value] : known) {
    const auto wanted = "${" + name + "}";
    for (auto at = replaced.find(wanted); at != std::string::npos; at = replaced.find(wanted, at + value.size()))
      replaced.replace(at, wanted.size(), value);
  }
  return replaced;
}

std::string expand(std::string_view text, const variables& known) {
  std::string expanded;
  for (;;) {
    const auto start = text.find("${");
    const auto end = start == std::string_view::npos ? start : text.find('}', start);
    if (end == std::string_view::npos) return expanded.append(text);
    expanded += text.substr(0, start);
    expanded += evaluate(text.substr(start + 2, end - start - 2), known);
    text.remove_prefix(end + 1);
  }
}

std::string unescape(std::string_view text) {
  static constexpr std::string_view names = "rnts\\", values = "\r\n\t \\";
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      bytes += text[i];
      continue;
    }
    const char name = ++i < text.size() ? text[i] : '\0';
    if (const auto found = names.find(name); name != '\0' && found != std::string_view::npos) {
      bytes += values[found];
      continue;
    }
    unsigned byte = 0;
    const auto hex = name == 'x' ? text.substr(i + 1, 2) : std::string_view{};
    const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), byte, 16);
    if (hex.size() != 2 || error != std::errc{} || end != hex.data() + 2)
      throw std::runtime_error("a bad escape in: " + std::string(text));
    bytes += static_cast<char>(byte);
    i += 2;
  }
  return bytes;
}

}  // namespace ramal::contract
