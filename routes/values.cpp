#include "routes/values.hpp"

#include <algorithm>
#include <array>

#include "config/letters.hpp"
#include "routes/text.hpp"

namespace ramal::routes {
namespace {

using config::is_digit;

constexpr std::string_view invalid_number = "invalid WhatsApp number";
constexpr std::string_view individuals_only = "calls only support individual WhatsApp users";
constexpr std::string_view not_public = "mediaUrl must be a public http(s) URL";
constexpr std::size_t max_media_url = 2'048;
constexpr std::size_t max_call_id = 128;
constexpr std::size_t min_digits = 8;
constexpr std::size_t max_digits = 15;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Digits only, in a length a phone number can have.
std::string_view take_digits(std::string_view text, std::string& digits) {
  if (text.size() < min_digits || text.size() > max_digits || !std::all_of(text.begin(), text.end(), is_digit))
    return invalid_number;
  digits.append(text);
  return {};
}

// user[.agent][:device]@server
std::string_view parse_jid(std::string_view user, std::string_view server, std::string& digits) {
  if (server == "g.us" || server == "broadcast" || server == "newsletter") return individuals_only;
  if (server != "s.whatsapp.net" && server != "c.us") return invalid_number;
  user = user.substr(0, user.find(':'));
  user = user.substr(0, user.find('.'));
  if (!user.empty() && user.front() == '+') user.remove_prefix(1);
  return take_digits(user, digits);
}

}  // namespace

std::string_view parse_callee(std::string_view text, std::string& digits) {
  text = trim_blanks(text);
  if (const auto at = text.find('@'); at != std::string_view::npos)
    return parse_jid(text.substr(0, at), text.substr(at + 1), digits);
  constexpr std::string_view dropped = "+-().";
  std::array<char, max_digits> found;
  std::size_t count = 0;
  for (char c : text) {
    if (is_digit(c)) {
      if (count == max_digits) return invalid_number;
      found[count++] = c;
    } else if (!is_blank(c) && dropped.find(c) == std::string_view::npos) {
      return invalid_number;
    }
  }
  return take_digits({found.data(), count}, digits);
}

std::string_view check_call_id(std::string_view id) {
  if (id.size() > max_call_id) return "callId must be at most 128 bytes";
  const bool bad = std::any_of(id.begin(), id.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F ||
        std::string_view("/\\?#%").find(c) != std::string_view::npos;
  });
  if (bad || id == "." || id == "..") return "callId has characters that no call id has";
  return {};
}

std::string_view check_media_url(std::string_view url) {
  if (url.size() > max_media_url) return not_public;
  const auto colon = url.find("://");
  if (colon == std::string_view::npos) return not_public;
  const std::string_view scheme = url.substr(0, colon);
  if (!equal_ignoring_case(scheme, "http") && !equal_ignoring_case(scheme, "https")) return not_public;
  const std::string_view rest = url.substr(colon + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  // a backslash is a path separator to browsers: an authority with one reads differently elsewhere
  if (authority.find_first_of("@\\") != std::string_view::npos) return not_public;
  if (authority.empty()) return not_public;
  const std::string_view host = authority.front() == '[' ? authority.substr(0, authority.find(']') + 1)
                                                         : authority.substr(0, authority.find(':'));
  const bool odd = std::any_of(url.begin(), url.end(),
                               [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; });
  return host.empty() || host == "[]" || odd ? not_public : std::string_view{};
}

}  // namespace ramal::routes
