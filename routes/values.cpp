#include "routes/values.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "config/letters.hpp"
#include "routes/blanks.hpp"
#include "routes/json.hpp"
#include "routes/table.hpp"
#include "routes/text.hpp"

namespace ramal::routes {
namespace {

constexpr std::string_view not_public = "mediaUrl must be a public http(s) URL";
constexpr std::size_t max_media_url = 2'048;
constexpr std::size_t max_call_id = 128;
constexpr std::size_t most_bytes_of_raw_id = 6 * max_call_id;  // each of its bytes as \u0000

bool has_blank_or_control(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte <= 0x20 || byte == 0x7F || (byte >= 0x80 && blank_size(text.substr(i)) != 0)) return true;
  }
  return false;
}

// Characters of an id that is its own raw text and nothing but an id.
constexpr auto plain_id_bytes = [] {
  std::array<bool, 256> plain{};
  for (unsigned c = 0x21; c < 0x7F; ++c)
    plain[c] = std::string_view("/\\?#%\"").find(static_cast<char>(c)) == std::string_view::npos;
  return plain;
}();

// Of GCC and clang. As plain code it costs ten times that.
using sixteen = unsigned char __attribute__((vector_size(16)));

bool are_plain(const char* from) {
  sixteen c;
  std::memcpy(&c, from, sizeof c);
  const auto odd = (c <= 0x20) | (c >= 0x7F) | (c == '/') | (c == '\\') | (c == '?') | (c == '#') | (c == '%') |
                   (c == '"');
  std::array<std::uint64_t, 2> halves;
  std::memcpy(halves.data(), &odd, sizeof odd);
  return (halves[0] | halves[1]) == 0;
}

// The last 16 may overlap those before.
bool is_plain(std::string_view id) {
  if (id.size() < sizeof(sixteen))
    return std::all_of(id.begin(), id.end(), [](char c) { return plain_id_bytes[static_cast<unsigned char>(c)]; });
  for (std::size_t at = 0; at + sizeof(sixteen) < id.size(); at += sizeof(sixteen))
    if (!are_plain(id.data() + at)) return false;
  return are_plain(id.data() + id.size() - sizeof(sixteen));
}

}  // namespace

std::string_view check_call_id(std::string_view id) {
  if (id.size() > max_call_id) return "callId must be at most 128 bytes";
  const bool bad = std::any_of(id.begin(), id.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F ||
           std::string_view("/\\?#%").find(c) != std::string_view::npos;
  });
  if (bad || id == "." || id == "..") return "callId has characters that no call id has";
  return {};
}

bool is_call_id(std::string_view token, std::string& scratch) {
  if (token.empty()) return false;
  std::string_view id = token;
  if (json::is_string(token)) id = json::inside(token);
  else if (!config::is_digit(token.back())) return false;  // of the other values no one ends with a digit
  if (id.empty() || id.size() > most_bytes_of_raw_id) return false;
  if (is_plain(id)) return id.size() <= max_call_id && id != "." && id != ".." && !is_reserved_id(id);
  scratch.clear();
  if (!unescape_json(id, scratch)) return false;
  return !scratch.empty() && trim(scratch).size() == scratch.size() && check_call_id(scratch).empty() &&
         !is_reserved_id(scratch);
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
  return host.empty() || host == "[]" || has_blank_or_control(url) ? not_public : std::string_view{};
}

}  // namespace ramal::routes
