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

TEST_CASE("K4 a key with a backslash is masked however the backslash is written") {
  const std::string key = R"(ps_a\b%c\\d)";  // \b stands in it, too
  for (const std::string_view written :
       {R"(ps_a\\b%c\\\\d)", R"(ps_a\u005cb%c\u005C\u005Cd)", "ps_a%5Cb%25c%5C%5Cd", "ps_a%5cb%25c%5c%5cd",
        "%70%73%5F%61%5C%62%25%63%5C%5C%64", R"(ps_a%5Cb\u0025c%5C\u005Cd)"}) {
    std::string text = "echo <" + std::string(written) + ">";
    CHECK(mask_any_form_of_key({text.data(), text.size()}, key) == 1);
    CHECK(text == "echo <" + std::string(written.size(), '*') + ">");
  }
}

TEST_CASE("K4 an overlapping repeat is masked, and an empty key is nowhere") {
  std::string text = "aaaaa";
  CHECK(mask_key({text.data(), text.size()}, "aa") == 2);
  CHECK(text == "****a");
  CHECK(mask_key({text.data(), text.size()}, "") == 0);
}

}  // namespace ramal::rules
