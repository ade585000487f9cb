#include "events/phone.hpp"

#include <algorithm>
#include <iterator>

#include "config/letters.hpp"

namespace ramal::events {
namespace {

constexpr std::size_t most_digits = 20;
constexpr std::string_view user_server = "s.whatsapp.net";

// The user of "user.agent:device@server", or nothing if the server is none of people with phone numbers.
std::string_view user_of(std::string_view jid, std::size_t at_sign) {
  const std::string_view server = jid.substr(at_sign + 1);
  if (!config::equal_ignoring_case(server, user_server) && !config::equal_ignoring_case(server, "c.us")) return {};
  const std::string_view user = jid.substr(0, at_sign);
  return user.substr(0, user.find_first_of(".:"));
}

// 55, area code, and eight digits: without the ninth digit.
std::string short_form(std::string_view digits) {
  std::string result(digits);
  if (digits.size() == 13 && digits.starts_with("55") && digits[4] == '9') result.erase(4, 1);
  return result;
}

}  // namespace

std::string phone_digits(std::string_view text) {
  const auto at_sign = text.find('@');
  if (at_sign != std::string_view::npos) text = user_of(text, at_sign);
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), config::is_digit);
  return digits.size() <= most_digits ? digits : std::string();
}

bool same_number(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return false;
  return a == b || (a.size() != b.size() && short_form(a) == short_form(b));
}

std::string jid_of(std::string_view digits) {
  return digits.empty() ? std::string() : std::string(digits) + "@" + std::string(user_server);
}

}  // namespace ramal::events
