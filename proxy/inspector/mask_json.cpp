#include "proxy/inspector/mask_json.hpp"

#include <algorithm>
#include <cstddef>

#include "config/letters.hpp"
#include "proxy/inspector/mask_number.hpp"
#include "routes/text.hpp"

namespace ramal::inspector {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr unsigned most_depth = 4;  // of JSON in strings

// What JSON has beside strings.
bool is_literal(std::string_view word) {
  return word == "true" || word == "false" || word == "null" ||
         word.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
}

// Names with values, and nothing that a form has not.
bool is_form(std::string_view text) {
  return text.find('=') != std::string_view::npos && text.find_first_of(" \t\r\n\"<>{}") == std::string_view::npos;
}

// Not "key": that of a message of WhatsApp is an object with its ids.
bool hides_all_inside(std::string_view name) { return is_secret_name(name) && name != "key"; }

bool begins_json(std::string_view text) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

// The part of a string's inside in which every escape is whole.
std::string_view whole_escapes(std::string_view inside) {
  for (std::size_t at = inside.find('\\'); at != std::string_view::npos; at = inside.find('\\', at)) {
    const std::size_t size = at + 1 < inside.size() && inside[at + 1] == 'u' ? 6 : 2;
    const std::string_view escape = inside.substr(at, size);
    const bool is_hex = size == 2 || escape.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
    if (escape.size() < size || !is_hex) return inside.substr(0, at);
    at += size;
  }
  return inside;
}

// Reads what is there, also of a body that was cut.
class json_masker {
 public:
  json_masker(std::string_view body, const secrets& of, unsigned depth) : rest_(body), of_(of), depth_(depth) {}

  std::string run() {
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == '"') take_string();
      else if (structure.find(c) == std::string_view::npos) take_word();
      else take_mark(c);
    }
    if (is_odd_) mask_text(made_, of_);  // it only looked like JSON: its words are any text's
    return std::move(made_);
  }

 private:
  static constexpr std::string_view structure = "{}[]:,\" \t\r\n";

  static constexpr char array_of_session = 'a', object_of_session = 'o';

  bool is_of_session() const { return is_session_name(name_) || open_.ends_with(array_of_session); }

  // A name is that of all elements of its array.
  void take_mark(char c) {
    if (c == '[' || c == '{') {
      open_ += is_of_session() ? (c == '[' ? array_of_session : object_of_session) : c;
      if (hidden_from_ == 0 && hides_all_inside(name_)) hidden_from_ = open_.size();
    }
    if (c == '{') name_.clear();
    if (c == ',' && !open_.ends_with('[') && !open_.ends_with(array_of_session)) name_.clear();
    if (c == ']' || c == '}') {
      if (!open_.empty()) open_.pop_back();
      if (open_.size() < hidden_from_) hidden_from_ = 0;
      name_.clear();
    }
    made_ += c;
    rest_.remove_prefix(1);
  }

  // Behind the string that begins here; `inside` is what stands between its quotes.
  std::size_t end_of_string(std::string_view& inside) const {
    std::size_t at = 1;
    while (at < rest_.size() && rest_[at] != '"') at += rest_[at] == '\\' ? 2 : 1;
    at = std::min(at, rest_.size());
    inside = rest_.substr(1, at - 1);
    return std::min(at + 1, rest_.size());
  }

  void take_string() {
    std::string_view inside;
    const std::size_t end = end_of_string(inside);
    const auto next = rest_.find_first_not_of(" \t\r\n", end);
    const bool is_name = next != std::string_view::npos && rest_[next] == ':';
    const bool is_whole = rest_[end - 1] == '"' && end > 1;
    rest_.remove_prefix(end);
    const std::string_view readable = whole_escapes(inside);
    std::string plain;
    const bool has_text = (readable.size() == inside.size() || !is_whole) && routes::unescape_json(readable, plain);
    std::string shown = has_text ? mask_plain(plain) : std::string(hidden);
    if (!is_name && !inside.empty() && is_hidden(has_text ? plain : inside)) shown = hidden;
    made_ += '"';
    if (shown == plain && has_text) made_ += readable;
    else routes::escape_json(shown, made_);
    if (is_whole) made_ += '"';
    if (is_name) name_ = std::move(plain);
  }

  // {"session":{"id":"..."}} is judged like {"session":"..."}.
  bool is_hidden(std::string_view value) const {
    const bool is_outer = open_.ends_with(object_of_session) && (name_ == "id" || name_ == "value");
    return hidden_from_ != 0 || is_secret_value(is_outer ? "session" : std::string_view(name_), value);
  }

  // JSON in a string is JSON, too.
  std::string mask_plain(std::string plain) const {
    if (depth_ < most_depth && begins_json(plain)) return json_masker(plain, of_, depth_ + 1).run();
    mask_text(plain, of_);
    return plain;
  }

  void take_word() {
    std::string word(rest_.substr(0, rest_.find_first_of(structure)));
    rest_.remove_prefix(word.size());
    const bool has_digit = std::ranges::any_of(word, config::is_digit);
    is_odd_ = is_odd_ || !is_literal(word);
    if (has_digit && is_hidden(word)) word = hidden;
    else if (has_digit && of_.numbers && !is_amount(name_)) mask_numbers(word);
    made_ += word;
  }

  std::string_view rest_;
  const secrets& of_;
  std::string made_;
  std::string name_;             // of the member whose value comes next; "": of none
  std::string open_;             // the brackets around it, those of a session by their marks
  std::size_t hidden_from_ = 0;  // so many brackets deep all is a secret; 0: nothing is
  bool is_odd_ = false;          // there was what JSON does not have
  unsigned depth_;
};

}  // namespace

std::string mask_body(std::string_view body, const secrets& of) {
  if (begins_json(body)) return json_masker(body, of, 0).run();
  if (is_form(body)) return mask_query(body, of);
  std::string made(body);
  mask_text(made, of);
  return made;
}

}  // namespace ramal::inspector
