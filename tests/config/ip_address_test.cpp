#include "config/ip_address.hpp"

#include <catch2/catch.hpp>

namespace ramal::config {

TEST_CASE("an address is a literal of either version and prints in its shortest form") {
  const std::pair<const char*, const char*> rows[] = {
      {"192.0.2.7", "192.0.2.7"},
      {"::ffff:192.0.2.7", "192.0.2.7"},
      {"2001:DB8:0:0::1", "2001:db8::1"},
      {"::", "::"},
      {"0000:0000:0000:0000:0000:ffff:255.255.255.255", "255.255.255.255"}};
  for (const auto& [text, printed] : rows) {
    INFO(text);
    const auto one = parse_ip(text);
    REQUIRE(one.has_value());
    CHECK(print_ip(*one) == printed);
    CHECK(is_v4(*one) == (std::string_view(printed).find('.') != std::string_view::npos));
  }
  for (const char* bad : {"", "192.0.2", "192.0.2.07", "1.2.3.4 ", "[::1]", "::1%eth0", "fe80::1::2", "localhost",
                          "0000:0000:0000:0000:0000:ffff:255.255.255.2550"}) {
    INFO(bad);
    CHECK_FALSE(parse_ip(bad).has_value());
  }
}

}  // namespace ramal::config
