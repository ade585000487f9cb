#include "proxy/wire/misplaced_key.hpp"

#include <algorithm>
#include <iterator>

#include "config/letters.hpp"
#include "proxy/wire/head_lines.hpp"
#include "proxy/wire/request_line.hpp"

namespace ramal::wire {
namespace {

using config::equal_ignoring_case;
using routes::reason;

// As other gateways for WhatsApp call theirs, and as people misspell ours.
constexpr std::string_view other_headers[] = {
    "api-key",        "api_key",         "x-apikey",     "x_api_key",     "x_api_key_id", "x-api_key",
    "token",          "x-token",         "x-auth-token", "client-token",  "admintoken",   "apitoken",
    "api-token",      "x-api-token",     "access-token", "access_token",  "instance-key", "x-instance-key",
    "authentication", "x-authorization", "auth",         "global-apikey", "globalapikey", "secret",
    "x-api-secret",   "apikeyid",        "api-key-id",
};
constexpr std::string_view query_names[] = {"apikey", "api_key", "api-key",      "x-api-key",   "key",
                                            "token",  "auth",    "access_token", "instance_key"};

template <std::size_t N>
bool is_one_of(const std::string_view (&names)[N], std::string_view name) {
  return std::any_of(std::begin(names), std::end(names),
                     [&](std::string_view one) { return equal_ignoring_case(one, name); });
}

bool names_a_key(std::string_view query) {
  while (!query.empty()) {
    const std::string_view part = query.substr(0, query.find('&'));
    if (is_one_of(query_names, part.substr(0, part.find('=')))) return true;
    query.remove_prefix(std::min(part.size() + 1, query.size()));
  }
  return false;
}

// http://host/path -> /path. Nothing of a URL with a user's name and password.
std::string_view without_authority(std::string_view target) {
  const std::size_t scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos) return target;
  if (target.find('@') != std::string_view::npos) return {};
  const std::size_t slash = target.find('/', scheme + 3);
  return slash == std::string_view::npos ? std::string_view() : target.substr(slash);
}

}  // namespace

reason find_misplaced_key(std::string_view head, std::string_view query) {
  head_lines lines;
  std::string_view line;
  field one;
  reason found = reason::no_key;
  while (lines.next(head, line) == head_lines::found::line) {
    if (!parse_field(line, one)) continue;
    if (is_name(one.name, "authorization")) return reason::key_in_authorization;
    if (is_one_of(other_headers, one.name)) found = reason::key_in_other_header;
  }
  return found == reason::no_key && names_a_key(query) ? reason::key_in_query : found;
}

std::string_view path_in(std::string_view bytes) {
  if (bytes.starts_with("\r\n")) bytes.remove_prefix(2);
  const std::size_t blank = bytes.find(' ');
  if (blank == 0 || blank == std::string_view::npos || blank > most_method) return {};
  const bool method = std::all_of(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(blank),
                                  [](char c) { return is(c, token_char); });
  if (!method) return {};
  const std::string_view rest = bytes.substr(blank + 1);
  const std::string_view path = without_authority(rest.substr(0, rest.find_first_of(" \r\n?")));
  return path.starts_with('/') ? path : std::string_view();
}

}  // namespace ramal::wire
