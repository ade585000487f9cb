// The order of the folders (architecture, section 1): a file includes from its own folder or from one to its left.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ramal::layering {

struct source {
  std::string path;  // from the root, e.g. "proxy/net/loop/socket.cpp"
  std::string text;
};

// Every source file of the program under a root: config/, routes/, events/, auth/, store/, contract/, proxy/, engine/.
std::vector<source> sources_under(const std::string& root);

// The files that lines #include "..." name.
std::vector<std::string> included_files(std::string_view text);

// "proxy/wire/a.hpp:3 includes engine/b.hpp: ...", one for every include that goes the wrong way.
std::vector<std::string> violations(const std::vector<source>& sources);

}  // namespace ramal::layering
