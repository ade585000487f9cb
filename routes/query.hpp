// The query of a request target, in raw bytes (http-rules.md T10).
#pragma once

#include <algorithm>
#include <string_view>

namespace ramal::routes {

// One `name=value` between two `&`; `value` begins with the `=`, and is empty if there is none.
struct query_pair {
  std::string_view name;
  std::string_view value;

  std::string_view text() const { return {name.data(), name.size() + value.size()}; }
};

// Takes the first pair off `query`, which is not empty.
inline query_pair take_pair(std::string_view& query) {
  const std::string_view pair = query.substr(0, query.find('&'));
  query.remove_prefix(std::min(pair.size() + 1, query.size()));
  const auto end = std::min(pair.find('='), pair.size());
  return {pair.substr(0, end), pair.substr(end)};
}

// The raw value of a parameter, the first one of that name; empty if there is none.
inline std::string_view query_parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const query_pair pair = take_pair(query);
    if (pair.name == name && !pair.value.empty()) return pair.value.substr(1);
  }
  return {};
}

// A control byte written as an escape.
inline bool has_control_escape(std::string_view raw) {
  for (auto at = raw.find('%'); at != std::string_view::npos; at = raw.find('%', at + 1)) {
    const std::string_view two = raw.substr(at + 1, 2);
    if (two.size() == 2 && (two[0] == '0' || two[0] == '1' || two == "7F" || two == "7f")) return true;
  }
  return false;
}
inline constexpr std::string_view control_in_query = "a parameter of the query has a control byte in it";

}  // namespace ramal::routes
