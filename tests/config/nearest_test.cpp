#include "config/nearest.hpp"

#include <catch2/catch.hpp>

namespace ramal::config {

TEST_CASE("the distance counts insertions, deletions, changes and swaps") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("abc", "abc") == 0);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(edit_distance("abc", "abxc") == 1);
  CHECK(edit_distance("abc", "ac") == 1);
  CHECK(edit_distance("abc", "axc") == 1);
  CHECK(edit_distance("abc", "acb") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("case and hyphens do not count") { CHECK(edit_distance("Base-URL", "base_url") == 0); }

TEST_CASE("the nearest of several names is found") {
  const std::vector<std::string> names = {"client_key", "native_key", "native_key_id", "number"};
  CHECK(nearest("native_kye", names) == "native_key");
  CHECK(nearest("nativekeyid", names) == "native_key_id");
  CHECK(nearest("nubmer", names) == "number");
}

TEST_CASE("a name that another begins with is near to it") {
  CHECK(nearest("warning", {"info", "warn"}) == "warn");
  CHECK(nearest("conn", {"number", "connections"}) == "connections");
  CHECK(nearest("con", {"number", "connections"}).empty());
}

TEST_CASE("a name that is like none has no nearest") {
  CHECK(nearest("webhook", {"client_key", "number"}).empty());
  CHECK(nearest("xy", {"ab", "a"}).empty());
  CHECK(nearest("", {"ab"}).empty());
  CHECK(nearest("anything", {}).empty());
}

TEST_CASE("only the first 64 bytes of a text are looked at") {
  const std::string endless(1'000'000, 'a');
  CHECK(edit_distance(endless, endless + "b") == 0);
  CHECK(edit_distance(endless, "a") == 63);
}

}  // namespace ramal::config
