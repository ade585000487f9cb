// The console's files as the program carries them: proxy/admin/ui/, each compressed by gzip when the program is built.
#pragma once

#include <span>
#include <string_view>

namespace ramal::admin {

struct ui_file {
  std::string_view name;  // "index.html"
  std::string_view gzip;
};

std::span<const ui_file> ui_files();

}  // namespace ramal::admin
