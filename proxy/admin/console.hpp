// The console (console.md section 5): files of proxy/admin/ui/ as the program carries them, or from a folder while
// somebody works on them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "proxy/admin/answers.hpp"

namespace ramal::admin {

class console {
 public:
  // `folder`: where the files are read anew for each request; "": those of the program.
  explicit console(std::string folder = {}) : folder_(std::move(folder)) {}

  // A file by its name: 200, 304 if `known` (If-None-Match) has its tag, 404. `media`: what the page may also connect to,
  // as a Content-Security-Policy names it ("ws://127.0.0.1:*"), or "".
  answer serve(std::string_view name, std::optional<std::string_view> known, std::string_view media) const;

 private:
  std::string folder_;
};

// A name without a path: letters, digits, '-', '_' and '.', which is not the first of them.
bool is_file_name(std::string_view name);
// What the page may load, and whom it may ask.
std::string policy_of_page(std::string_view media);
// "text/html; charset=utf-8" and the like; by the name's end.
std::string_view type_of_file(std::string_view name);

}  // namespace ramal::admin
