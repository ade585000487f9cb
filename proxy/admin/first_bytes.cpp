#include "proxy/admin/first_bytes.hpp"

#include <algorithm>

#include "proxy/wire/chars.hpp"

namespace ramal::admin {

first_bytes judge_first_bytes(std::string_view came) {
  const auto end = std::ranges::find_if_not(came, [](char c) { return wire::is(c, wire::token_char); });
  const auto length = static_cast<std::size_t>(end - came.begin());
  if (length > longest_method) return first_bytes::other;
  if (end == came.end()) return first_bytes::too_few;
  return length > 0 && *end == ' ' ? first_bytes::http : first_bytes::other;
}

}  // namespace ramal::admin
