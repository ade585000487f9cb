#include "tests/harness/exposition.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace ramal::tests {
namespace {

const std::string gauge = "# HELP a_b Help.\n# TYPE a_b gauge\n";
const std::string counter = "# HELP a_total Help.\n# TYPE a_total counter\n";
const std::string histogram = "# HELP h_seconds Help.\n# TYPE h_seconds histogram\n";

}  // namespace

TEST_CASE("metrics that a scraper takes are read") {
  const exposition read = read_exposition(gauge + "a_b{x=\"q\\\"\\\\\\n\",y=\"z\"} -1.5e3\na_b 0\n" + counter +
                                          "a_total 7\n" + histogram +
                                          "h_seconds_bucket{le=\"0.5\"} 1\nh_seconds_bucket{le=\"+Inf\"} 3\n"
                                          "h_seconds_sum 4.5\nh_seconds_count 3\n");
  CHECK(read.mistakes == std::vector<std::string>{});
  CHECK(read.values.size() == 7);
  CHECK(read.value("a_total") == 7);
  CHECK(read.values_of("x") == std::set<std::string>{"q\"\\\n"});
  CHECK(read.kinds.at("h_seconds") == "histogram");
  CHECK(read_exposition("# HELP a Help.\n# TYPE a counter\na_total 1\n# EOF\n", true).mistakes.empty());
}

TEST_CASE("what a scraper does not take, or reads as something else, is a mistake") {
  const std::vector<std::string> all{
      "a_b 1\n",                                       // no family
      gauge + "a_b 1",                                 // no end of the line
      gauge + "a_b 1\n" + gauge + "a_b{x=\"y\"} 1\n",  // a family twice
      gauge + "a_b 1\na_b 1\n",                        // a series twice
      gauge + "a_b{x=\"1\",y=\"2\"} 1\na_b{y=\"2\",x=\"1\"} 1\n",
      gauge + "a_b{x=\"1\",x=\"2\"} 1\n",
      gauge + "a_c 1\n",  // of another family
      gauge + "a_b  1\n",
      gauge + "a_b one\n",
      gauge + "a_b\n",
      gauge + "a_b 1 2\n",  // a time
      gauge + "a_b{} 1\n",
      gauge + "a_b{x=y} 1\n",
      gauge + "a_b{x=\"y} 1\n",
      gauge + "a_b{x=\"\\t\"} 1\n",
      gauge + "a_b{1x=\"y\"} 1\n",
      gauge + "a_b{le=\"1\"} 1\n",
      gauge + "\n",
      gauge + "# EOF\n",
      "# TYPE a_b gauge\na_b 1\n",  // no help
      "# HELP a_b \n# TYPE a_b gauge\na_b 1\n",
      "# HELP a_b Help.\na_b 1\n",  // no kind
      "# HELP a_b Help.\n# TYPE a_b metric\na_b 1\n",
      "# HELP a_b Help.\n# TYPE a_b counter\na_b 1\n",  // without _total
      "# HELP a_total Help.\n# TYPE a_total gauge\na_total 1\n",
      "# HELP a_count Help.\n# TYPE a_count gauge\na_count 1\n",
      "# HELP a_ms Help.\n# TYPE a_ms gauge\na_ms 1\n",
      "# HELP a_gauge Help.\n# TYPE a_gauge gauge\na_gauge 1\n",
      counter + "a_total -1\n",
      histogram + "h_seconds_bucket{le=\"1\"} 1\nh_seconds_sum 1\nh_seconds_count 1\n",     // no +Inf
      histogram + "h_seconds_bucket{le=\"+Inf\"} 2\nh_seconds_sum 1\nh_seconds_count 1\n",  // do not agree
      histogram + "h_seconds_bucket{le=\"+Inf\"} 1\nh_seconds_count 1\n",                   // no sum
      histogram + "h_seconds_bucket{le=\"1\"} 3\nh_seconds_bucket{le=\"+Inf\"} 2\nh_seconds_sum 1\nh_seconds_count 2\n",
      histogram +
          "h_seconds_bucket{le=\"2\"} 1\nh_seconds_bucket{le=\"1\"} 1\nh_seconds_bucket{le=\"+Inf\"} 1\n"
          "h_seconds_sum 1\nh_seconds_count 1\n",
      histogram + "h_seconds 1\n",
  };
  for (const std::string& text : all) {
    INFO(text);
    CHECK_FALSE(read_exposition(text).mistakes.empty());
  }
  for (const char* text :
       {"# HELP a Help.\n# TYPE a counter\na_total 1\n", "# HELP a Help.\n# TYPE a counter\na 1\n# EOF\n",
        "# EOF\n# HELP a Help.\n# TYPE a gauge\na 1\n"}) {
    INFO(text);
    CHECK_FALSE(read_exposition(text, true).mistakes.empty());
  }
}

}  // namespace ramal::tests
