// What a request for an unknown path is told besides 404: where it went wrong, and what to write instead (go-calls.md
// section 1). Hints hold nothing that a client sent, and nothing that JSON would have to escape.
#pragma once

#include <string>
#include <string_view>

#include "routes/path_segments.hpp"

namespace ramal::routes {

class hints {
 public:
  // `mount`: empty, or a path that begins with '/' and does not end with one.
  explicit hints(std::string_view mount);

  // Of a path that is below the mount and under no route; `path` is what stands behind the mount. Empty if nothing is
  // known about it.
  std::string_view below(const path_segments& path, bool aliases) const;
  // Of a path that is not below the mount.
  std::string_view outside(const path_segments& path) const;

 private:
  std::string mounted_;  // the mount and anything below, as a pattern
  std::string dropped_, doubled_, wrong_front_, between_, wrong_case_, elsewhere_;
};

// Of a path whose last segment is taken for a call's id, though the sender meant a word of a route, so that the method
// is wrong: POST /call/Start, POST /call/end. Empty if nothing is known.
std::string_view wrong_method_hint(const path_segments& path);

}  // namespace ramal::routes
