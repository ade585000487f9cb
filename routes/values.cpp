#include "routes/values.hpp"

#include <algorithm>

#include "routes/text.hpp"

namespace ramal::routes {
namespace {

constexpr std::string_view not_public = "mediaUrl must be a public http(s) URL";
constexpr std::size_t max_media_url = 2'048;
constexpr std::size_t max_call_id = 128;

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
