#include "contract/json_text.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace ramal::contract {
namespace {

using type = json_value::type;

// A recursive descent over one document; throws std::runtime_error at the first fault.
class json_reader {
 public:
  json_reader(std::string_view text, bool repeats) : text_(text), repeats_(repeats) {}

  json_value read_document() {
    json_value value = read_value(0);
    skip_blanks();
    if (at_ != text_.size()) fail("bytes after the document");
    return value;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(what + " at byte " + std::to_string(at_));
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  void expect(char c) {
    skip_blanks();
    if (peek() != c) fail(std::string("expected ") + c);
    ++at_;
  }
  bool take(char c) {
    skip_blanks();
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  json_value read_value(int depth) {
    if (depth > 200) fail("too deep");
    skip_blanks();
    switch (peek()) {
      case '{': return read_object(depth);
      case '[': return read_array(depth);
      case '"': return {type::string, read_string(), {}, {}};
      case 't': return read_word("true", type::boolean);
      case 'f': return read_word("false", type::boolean);
      case 'n': return read_word("null", type::null);
      default: return read_number();
    }
  }

  json_value read_object(int depth) {
    json_value object{type::object, {}, {}, {}};
    expect('{');
    if (take('}')) return object;
    do {
      skip_blanks();
      auto name = read_string();
      if (!repeats_ && object.find(name) != nullptr) fail("repeated key \"" + name + "\"");
      expect(':');
      object.names.push_back(std::move(name));
      object.items.push_back(read_value(depth + 1));
    } while (take(','));
    expect('}');
    return object;
  }

  json_value read_array(int depth) {
    json_value array{type::array, {}, {}, {}};
    expect('[');
    if (take(']')) return array;
    do array.items.push_back(read_value(depth + 1));
    while (take(','));
    expect(']');
    return array;
  }

  json_value read_word(std::string_view word, type kind) {
    if (text_.substr(at_, word.size()) != word) fail("unknown word");
    at_ += word.size();
    return {kind, std::string(word), {}, {}};
  }

  std::size_t skip_digits() {
    const auto from = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    if (at_ == from) fail("expected a digit");
    return at_ - from;
  }

  json_value read_number() {
    const auto from = at_;
    if (peek() == '-') ++at_;
    const bool zero = peek() == '0';
    if (skip_digits() > 1 && zero) fail("a leading zero");
    if (peek() == '.') {
      ++at_;
      skip_digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      skip_digits();
    }
    return {type::number, std::string(text_.substr(from, at_ - from)), {}, {}};
  }

  std::string read_string() {
    if (peek() != '"') fail("expected a string");
    ++at_;
    std::string decoded;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (static_cast<unsigned char>(text_[at_]) < 0x20) fail("a raw control byte in a string");
      if (text_[at_] == '\\') read_escape(decoded);
      else decoded += text_[at_++];
    }
    if (at_ == text_.size()) fail("an open string");
    ++at_;
    return decoded;
  }

  unsigned read_hex4() {
    unsigned code = 0;
    const auto from = text_.substr(at_, 4);
    const auto [end, error] = std::from_chars(from.data(), from.data() + from.size(), code, 16);
    if (error != std::errc{} || end != from.data() + 4) fail("a bad \\u escape");
    at_ += 4;
    return code;
  }

  void read_escape(std::string& decoded) {
    static constexpr std::string_view names = "\"\\/bfnrt", values = "\"\\/\b\f\n\r\t";
    ++at_;
    const char name = peek();
    ++at_;
    if (const auto found = names.find(name); found != std::string_view::npos) decoded += values[found];
    else if (name != 'u') fail("an unknown escape");
    else {
      unsigned code = read_hex4();
      if (code >= 0xd800 && code < 0xdc00 && text_.substr(at_, 2) == "\\u") {
        at_ += 2;
        code = 0x10000 + ((code - 0xd800) << 10) + (read_hex4() - 0xdc00);
      }
      append_utf8(decoded, code);
    }
  }

  static void append_utf8(std::string& out, unsigned code) {
    const auto put = [&](unsigned byte) { out += static_cast<char>(byte); };
    if (code < 0x80) put(code);
    else if (code < 0x800) {
      put(0xc0 | code >> 6);
      put(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
      put(0xe0 | code >> 12);
      put(0x80 | (code >> 6 & 0x3f));
      put(0x80 | (code & 0x3f));
    } else {
      put(0xf0 | code >> 18);
      put(0x80 | (code >> 12 & 0x3f));
      put(0x80 | (code >> 6 & 0x3f));
      put(0x80 | (code & 0x3f));
    }
  }

  std::string_view text_;
  bool repeats_;
  std::size_t at_ = 0;
};

std::string short_text(const json_value& value) {
  switch (value.kind) {
    case type::object: return "an object of " + std::to_string(value.items.size());
    case type::array: return "an array of " + std::to_string(value.items.size());
    case type::string: return '"' + value.text.substr(0, 200) + '"';
    default: return value.text;
  }
}

std::string difference_at(const std::string& place, const json_value& expected, const json_value& actual,
                          json_match how) {
  const auto differ = [&] { return place + ": expected " + short_text(expected) + ", is " + short_text(actual); };
  if (expected.kind != actual.kind || expected.text != actual.text) return differ();
  const bool is_object = expected.kind == type::object;
  if (expected.items.size() != actual.items.size() && !is_object) return differ();
  for (std::size_t i = 0; i < expected.items.size(); ++i) {
    const auto inner = is_object ? place + "." + expected.names[i] : place + "[" + std::to_string(i) + "]";
    const auto* other = is_object ? actual.find(expected.names[i]) : &actual.items[i];
    if (other == nullptr) return inner + ": missing";
    if (auto found = difference_at(inner, expected.items[i], *other, how); !found.empty()) return found;
  }
  if (is_object && how == json_match::exact)
    for (const auto& name : actual.names)
      if (expected.find(name) == nullptr) return place + "." + name + ": not expected";
  return {};
}

}  // namespace

const json_value* json_value::find(std::string_view name) const {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? nullptr : &items[static_cast<std::size_t>(found - names.begin())];
}

const json_value* json_value::find_path(std::string_view path) const {
  const auto dot = path.find('.');
  const auto* found = find(path.substr(0, dot));
  return found == nullptr || dot == std::string_view::npos ? found : found->find_path(path.substr(dot + 1));
}

std::optional<json_value> parse_json(std::string_view text, std::string& error, bool repeats) {
  try {
    error.clear();
    return json_reader(text, repeats).read_document();
  } catch (const std::runtime_error& fault) {
    error = fault.what();
    return std::nullopt;
  }
}

std::string json_difference(const json_value& expected, const json_value& actual, json_match how) {
  return difference_at("$", expected, actual, how);
}

}  // namespace ramal::contract
