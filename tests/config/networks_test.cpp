#include "config/networks.hpp"

#include <catch2/catch.hpp>

#include "tests/config/load_fixture.hpp"

namespace ramal::config {

TEST_CASE("a network is an address or a block of them, and prints as one") {
  const std::pair<const char*, const char*> rows[] = {{"10.0.0.0/8", "10.0.0.0/8"},
                                                      {"192.0.2.7", "192.0.2.7/32"},
                                                      {"0.0.0.0/0", "0.0.0.0/0"},
                                                      {"2001:db8::/32", "2001:db8::/32"},
                                                      {"::1", "::1/128"},
                                                      {"::/0", "::/0"},
                                                      {"::ffff:10.0.0.0/104", "10.0.0.0/8"}};
  for (const auto& [text, printed] : rows) {
    INFO(text);
    const auto one = parse_network(text);
    REQUIRE(one.has_value());
    CHECK(print_network(*one) == printed);
  }
  const char* bad[] = {"",         "10.0.0.0/", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.0/8/8",
                       "10.0.0/8", "::1/129",   "10.0.0.0/33"};
  for (const char* text : bad) {
    INFO(text);
    CHECK(parse_network(text).has_error());
  }
}

TEST_CASE("a block holds the addresses that begin like it") {
  const auto address = [](const char* text) { return parse_network(text)->bytes; };
  const std::vector<network> blocks{*parse_network("10.0.0.0/8"), *parse_network("192.0.2.128/25"),
                                    *parse_network("2001:db8::/33")};
  for (const char* in : {"10.0.0.1", "10.255.255.255", "192.0.2.128", "192.0.2.255", "2001:db8:7fff::1"}) {
    INFO(in);
    CHECK(any_holds(blocks, address(in)));
  }
  for (const char* out : {"11.0.0.1", "9.255.255.255", "192.0.2.127", "2001:db8:8000::1", "::1", "::a00:1"}) {
    INFO(out);
    CHECK_FALSE(any_holds(blocks, address(out)));
  }
  CHECK_FALSE(any_holds({}, address("10.0.0.1")));
}

}  // namespace ramal::config
