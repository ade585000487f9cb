#include "store/limits.hpp"

#include <algorithm>

namespace ramal::store {

std::string cut(std::string_view text, std::size_t most) { return std::string(text.substr(0, most)); }

std::int64_t bounded(std::int64_t asked, std::int64_t most) {
  return std::clamp<std::int64_t>(asked, 1, std::max<std::int64_t>(most, 1));
}

}  // namespace ramal::store
