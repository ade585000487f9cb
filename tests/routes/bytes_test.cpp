// The writer's copies of short tokens, at every size around the widths it moves at once.
#include "routes/bytes.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace ramal::routes {

TEST_CASE("a token of any length is written whole, and nothing behind it") {
  std::string text;
  for (int i = 0; i < 80; ++i) text += static_cast<char>('0' + i);
  for (std::size_t size = 0; size <= text.size(); ++size) {
    INFO("size " << size);
    bytes out;
    append(out, "before ");
    {
      writer to(out, size + 1);
      to.put(std::string_view(text).substr(0, size));
      to.put('.');
    }
    CHECK(view(out) == "before " + text.substr(0, size) + ".");
  }
}

}  // namespace ramal::routes
