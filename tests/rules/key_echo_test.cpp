// K4: the injected key never comes back.
#include <catch2/catch.hpp>

#include <string>

#include "proxy/rules/key_echo.hpp"

namespace ramal::rules {

TEST_CASE("K4 every occurrence of a key is masked in place and counted") {
  struct row {
    const char* name;
    std::string text;
    const char* masked;
    std::size_t found;
  };
  for (row r : {
           row{"none", "nothing here", "nothing here", 0},
           row{"nothing at all", "", "", 0},
           row{"alone", "ps_k", "****", 1},
           row{"in the middle and at both ends", "ps_k ps_k,ps_k", "**** ****,****", 3},
           row{"side by side", "ps_kps_k", "********", 2},
           row{"only its beginning", "ps_ ps_", "ps_ ps_", 0},
           row{"in another case", "PS_K", "PS_K", 0},
           row{"behind its own beginning", "ps_ps_k", "ps_****", 1},
       }) {
    INFO(r.name);
    CHECK(mask_key({r.text.data(), r.text.size()}, "ps_k") == r.found);
    CHECK(r.text == r.masked);
  }
}

TEST_CASE("K4 a key as it is counts as a form of it, also where no other form can be") {
  std::string text = "no ps_key, thanks";
  CHECK(mask_any_form_of_key({text.data(), text.size()}, "ps_key") == 1);
  CHECK(text == "no ******, thanks");
}

TEST_CASE("K4 an overlapping repeat is masked, and an empty key is nowhere") {
  std::string text = "aaaaa";
  CHECK(mask_key({text.data(), text.size()}, "aa") == 2);
  CHECK(text == "****a");
  CHECK(mask_key({text.data(), text.size()}, "") == 0);
}

}  // namespace ramal::rules
