// "Did you mean ...": the known name nearest to a mistyped one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ramal::config {

// How many insertions, deletions, changes and swaps of neighbours lead from one text to the other. Case does not
// count, and '-' is '_'. Texts are looked at for their first 64 bytes only, so the cost is bounded.
std::size_t edit_distance(std::string_view one, std::string_view other);

// The name with the smallest distance, or "" if even that one needs more than a third of the typed name changed (at
// least 2 changes are always allowed) and neither text begins with the other. Of equals the first stands.
std::string nearest(std::string_view typed, const std::vector<std::string>& names);

}  // namespace ramal::config
