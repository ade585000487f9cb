#include "proxy/doctor/finding.hpp"

#include <vector>

#include <catch2/catch.hpp>

namespace ramal::doctor {
namespace {

const std::vector<finding> some{{"configuration", "config", level::good, "ramal.yaml can be put in force"},
                                {"system", "descriptors", level::warning, "few \"files\"", "ulimit -n 4096"},
                                {"keys", "native-key", level::failure, "shop: rotated", "replace it"}};

}  // namespace

TEST_CASE("findings stand in groups, each with its id and with what mends it") {
  CHECK(to_text(some) ==
        "configuration\n  ok    config: ramal.yaml can be put in force\n"
        "system\n  warn  descriptors: few \"files\"\n        -> ulimit -n 4096\n"
        "keys\n  FAIL  native-key: shop: rotated\n        -> replace it\n"
        "1 failures, 1 warnings\n");
}

TEST_CASE("a warning is no failure, and neither is nothing at all") {
  CHECK(exit_code_of(some) == 1);
  CHECK(exit_code_of({some.data(), 2}) == 0);
  CHECK(exit_code_of({}) == 0);
  CHECK(to_json({}) == "{\"ok\":true,\"findings\":[]}\n");
}

TEST_CASE("findings are JSON for scripts") {
  CHECK(to_json({some.data() + 1, 2}) ==
        R"({"ok":false,"findings":[{"level":"warning","group":"system","id":"descriptors","text":"few \"files\"",)"
        R"("mend":"ulimit -n 4096"},{"level":"failure","group":"keys","id":"native-key","text":"shop: rotated",)"
        R"("mend":"replace it"}]})"
        "\n");
}

}  // namespace ramal::doctor
