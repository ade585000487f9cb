// What a body has become on the other side, member by member (console.md section 3): the coloured lines of two panes. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ramal::inspector {

struct change {
  std::optional<std::string> from;  // "data.number"; none: the member was added
  std::optional<std::string> to;    // none: it was dropped
  std::string rule;
};

// Two bodies as they are kept: masked, perhaps cut. A body that is no JSON has no members. At most 200.
std::vector<change> changes_between(std::string_view before, std::string_view after);

}  // namespace ramal::inspector
