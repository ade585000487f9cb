#include "routes/callee.hpp"

#include <algorithm>

#include "config/letters.hpp"
#include "routes/blanks.hpp"
#include "routes/callee_digits.hpp"
#include "routes/text.hpp"

namespace ramal::routes {
namespace {

using config::is_digit;

constexpr std::string_view individuals_only = "calls only support individual WhatsApp users";
constexpr std::string_view odd_character =
    "invalid WhatsApp number: it may have one + in front, digits, and blanks - ( ) . between them";
constexpr std::string_view odd_jid =
    "invalid WhatsApp number: in front of @ there may be digits, and behind them only .agent and :device";
constexpr std::string_view no_phone_number =
    "invalid WhatsApp number: the engine calls phone numbers; send the digits, or them with @s.whatsapp.net";

bool has_only_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); }

bool drop_prefix(std::string_view& text, std::string_view prefix) {
  if (!equal_ignoring_case(text.substr(0, prefix.size()), prefix)) return false;
  text = trim(text.substr(prefix.size()));
  return true;
}

std::string_view parse_bare(std::string_view text, std::string& digits) {
  grouped_digits given;
  bool between = false;  // a separator stands behind the last digit
  bool opened = false;   // and the last one of them is '('
  while (!text.empty()) {
    const char c = text.front();
    std::size_t size = 1;
    if (is_digit(c)) {
      given.put(c, between, opened);
      opened = false;
    } else if (c == '+') {
      if (given.plus || given.digit_count != 0) return odd_character;
      given.plus = true;
    } else if (c == '(' || c == ')') {
      opened = c == '(';
    } else if (c == '.' || hyphen_size(text) != 0) {
      if (given.digit_count == 0) return odd_character;  // a sign, or a fraction
      if (c != '.') size = hyphen_size(text);
    } else {
      size = blank_size(text);
      if (size == 0) return odd_character;
    }
    between = !is_digit(c);
    if (between && c != '+') ++given.marks;
    if (c == '.') ++given.points;
    text.remove_prefix(size);
  }
  if (const auto problem = why_no_number(given); !problem.empty()) return problem;
  digits.append(given.text());
  return {};
}

// Drops what `mark` begins at the end of a user: at most `longest` digits. False if something else is there.
bool drop_suffix(std::string_view& user, char mark, std::size_t longest) {
  const auto at = user.find(mark);
  if (at == std::string_view::npos) return true;
  const std::string_view number = user.substr(at + 1);
  user = user.substr(0, at);
  return !number.empty() && number.size() <= longest && has_only_digits(number);
}

// user[.agent][:device]@server
std::string_view parse_jid(std::string_view user, std::string_view server, std::string& digits) {
  for (const std::string_view many : {"g.us", "broadcast", "newsletter"})
    if (equal_ignoring_case(server, many)) return individuals_only;
  if (!equal_ignoring_case(server, "s.whatsapp.net") && !equal_ignoring_case(server, "c.us")) return no_phone_number;
  if (!drop_suffix(user, ':', 5) || !drop_suffix(user, '.', 3)) return odd_jid;
  return parse_bare(user, digits);
}

}  // namespace

std::string_view parse_callee(std::string_view text, std::string& digits) {
  if (text.size() >= 8 && text.size() <= grouped_digits::most && text.front() != '0' && has_only_digits(text)) {
    digits.append(text);  // as most clients write it
    return {};
  }
  text = trim(text);
  if (!drop_prefix(text, "tel:")) drop_prefix(text, "whatsapp:");
  if (const auto at = text.find('@'); at != std::string_view::npos)
    return parse_jid(text.substr(0, at), text.substr(at + 1), digits);
  return parse_bare(text, digits);
}

std::string_view callee_of_wrong_type() {
  return "invalid WhatsApp number: send it as a string, or as a whole number of at most 15 digits";
}

}  // namespace ramal::routes
