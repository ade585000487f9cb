#include "config/scalars.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

#include "config/letters.hpp"
#include "config/nearest.hpp"

namespace ramal::config {
namespace {

using std::chrono::milliseconds;

std::size_t leading_digits(std::string_view text) {
  return static_cast<std::size_t>(std::find_if(text.begin(), text.end(), [](char c) { return c < '0' || c > '9'; }) -
                                  text.begin());
}

// Why a text is no plain number; used where digits were expected.
std::string no_number(std::string_view text, std::string_view example) {
  const std::string instead = ": write digits only, such as " + std::string(example);
  if (text.size() > 1 && text[0] == '0' && all_digits(text)) {
    const auto first = std::min(text.find_first_not_of('0'), text.size() - 1);
    return "the leading zero of " + shown(text) + " would make it octal to some readers: write " +
           std::string(text.substr(first));
  }
  if (text.find('_') != std::string_view::npos) return shown(text) + " has an underscore" + instead;
  if (text.starts_with('-') || text.starts_with('+')) return shown(text) + " has a sign" + instead;
  return shown(text) + " is no number" + instead;
}

std::optional<std::uint64_t> digits_value(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool plain_digits(std::string_view text) { return all_digits(text) && (text.size() == 1 || text[0] != '0'); }

template <class Value, class Print>
mistake outside(std::string_view text, const range<Value>& allowed, Print print) {
  return wrong(shown(text) + " is out of range: write a value from " + print(allowed.least) + " to " +
               print(allowed.most));
}

struct unit {
  std::string_view name;
  std::uint64_t factor;
};

constexpr unit duration_units[] = {{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}};
constexpr unit size_units[] = {{"", 1}, {"KiB", 1'024}, {"MiB", 1'048'576}, {"GiB", 1'073'741'824}};

// Digits and a unit; nothing if the unit is none of `units`, the digits are odd, or the product overflows.
template <std::size_t Count>
std::optional<std::uint64_t> with_unit(std::string_view text, const unit (&units)[Count]) {
  const std::string_view digits = text.substr(0, leading_digits(text));
  const auto value = plain_digits(digits) ? digits_value(digits) : std::nullopt;
  const auto* found = std::find_if(std::begin(units), std::end(units),
                                   [&](const unit& one) { return one.name == text.substr(digits.size()); });
  if (!value || found == std::end(units) || *value > UINT64_MAX / found->factor) return std::nullopt;
  return *value * found->factor;
}

// The largest unit that divides the value.
template <std::size_t Count>
std::string print_with_unit(std::uint64_t value, const unit (&units)[Count]) {
  const unit* best = &units[0];
  for (const auto& one : units) {
    if (value != 0 && value % one.factor == 0) best = &one;
  }
  return std::to_string(value / best->factor) + std::string(best->name);
}

parsed<std::string_view> scalar_text(const node& value, std::string_view expected) {
  if (value.kind == node_kind::null || (value.kind == node_kind::scalar && value.text.empty())) {
    return wrong("is empty: write " + std::string(expected) + ", or remove the key");
  }
  if (value.kind != node_kind::scalar) {
    return wrong(std::string(value.kind == node_kind::list ? "is a list" : "is a mapping") + ": write " +
                 std::string(expected));
  }
  return std::string_view(value.text);
}

// A number or a boolean in quotes is a text.
parsed<std::string_view> plain_text(const node& value, std::string_view expected) {
  auto text = scalar_text(value, expected);
  if (text.has_value() && value.quoted) {
    return wrong("is a text in quotes: write " + std::string(expected) + " without quotes");
  }
  return text;
}

}  // namespace

std::string name_of_control(char which) {
  if (which == '\t') return "a tab";
  return which == '\n' || which == '\r' ? "a line end" : "a control character that is not shown";
}

parsed<bool> parse_boolean(const node& value) {
  const auto text = plain_text(value, "true or false");
  if (!text.has_value()) return text.error();
  if (*text == "true") return true;
  if (*text == "false") return false;
  return wrong(shown(*text) + " is neither true nor false: write one of these two words");
}

parsed<std::uint64_t> parse_count(const node& value, range<std::uint64_t> allowed) {
  const auto text = plain_text(value, "a whole number");
  if (!text.has_value()) return text.error();
  if (!plain_digits(*text)) return wrong(no_number(*text, std::to_string(allowed.most < 100 ? allowed.least : 100)));
  const auto number = digits_value(*text);
  if (!number || *number < allowed.least || *number > allowed.most) {
    return outside(*text, allowed, [](std::uint64_t n) { return std::to_string(n); });
  }
  return *number;
}

parsed<double> parse_real(const node& value, range<double> allowed) {
  const auto text = plain_text(value, "a number such as 1.5");
  if (!text.has_value()) return text.error();
  const auto point = std::min(text->find('.'), text->size());
  const bool well_formed = plain_digits(text->substr(0, point)) &&
                           (point == text->size() || all_digits(text->substr(point + 1)));
  if (!well_formed || text->size() > 30) return wrong(no_number(*text, "10 or 1.5"));
  double number = 0;
  std::from_chars(text->data(), text->data() + text->size(), number);
  if (number < allowed.least || number > allowed.most) { return outside(*text, allowed, print_real); }
  return number;
}

std::string print_real(double value) {
  char text[32];
  const auto [end, error] = std::to_chars(std::begin(text), std::end(text), value);
  return error == std::errc{} ? std::string(text, end) : std::string();
}

parsed<milliseconds> parse_duration(const node& value, range<milliseconds> allowed) {
  const auto text = scalar_text(value, "a duration such as 500ms, 3s or 2m");
  if (!text.has_value()) return text.error();
  const auto number = with_unit(*text, duration_units);
  if (!number && all_digits(*text)) {
    return wrong(shown(*text) + " has no unit: add ms, s, m or h, such as in 500ms, 3s or 2m");
  }
  if (!number) {
    return wrong(shown(*text) + " is no duration: write digits and ms, s, m or h, such as 500ms, 3s or 2m");
  }
  if (*number < static_cast<std::uint64_t>(allowed.least.count()) ||
      *number > static_cast<std::uint64_t>(allowed.most.count())) {
    return outside(*text, allowed, print_duration);
  }
  return milliseconds(*number);
}

std::string print_duration(milliseconds value) {
  return print_with_unit(static_cast<std::uint64_t>(value.count()), duration_units);
}

parsed<std::uint64_t> parse_size(const node& value, range<std::uint64_t> allowed) {
  const auto text = scalar_text(value, "a size such as 65536, 256KiB or 1MiB");
  if (!text.has_value()) return text.error();
  const auto number = with_unit(*text, size_units);
  if (!number && all_digits(*text)) return wrong(no_number(*text, "65536"));
  if (!number) {
    return wrong(shown(*text) + " is no size: write bytes as digits, or digits and KiB, MiB or GiB, such as 256KiB");
  }
  if (*number < allowed.least || *number > allowed.most) return outside(*text, allowed, print_size);
  return *number;
}

std::string print_size(std::uint64_t value) { return print_with_unit(value, size_units); }

parsed<std::size_t> parse_choice(const node& value, const std::vector<std::string>& names) {
  const auto text = scalar_text(value, any_of(names));
  if (!text.has_value()) return text.error();
  const auto found = std::find(names.begin(), names.end(), *text);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  return wrong(shown(*text) + " is not known: write " + any_of(names), nearest(*text, names));
}

parsed<std::string> parse_text(const node& value, std::size_t longest) {
  const auto text = scalar_text(value, "a text");
  if (!text.has_value()) return text.error();
  if (text->size() > longest) {
    return wrong("is longer than " + std::to_string(longest) + " bytes: write a shorter text");
  }
  const auto control = std::find_if(text->begin(), text->end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (control != text->end()) return wrong("holds " + name_of_control(*control) + ": remove it");
  return std::string(*text);
}

std::string print_text(std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      result += "\\x";
      result += digits[byte >> 4];
      result += digits[byte & 15];
      continue;
    }
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string any_of(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i != 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

}  // namespace ramal::config
