// The dashboard and the alerts of examples/ name metrics and labels that there are.
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "proxy/metrics/families.hpp"

namespace ramal::metrics {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream file(std::string(RAMAL_SOURCE_ROOT) + "/" + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Every name that a query may ask for.
std::set<std::string> lines_of_families() {
  std::set<std::string> names;
  for (const family_row& one : families()) {
    const std::string name(one.name);
    if (one.type == kind::counter) names.insert(name + "_total");
    else if (one.type == kind::info) names.insert(name + "_info");
    else if (one.type == kind::gauge) names.insert(name);
    else
      for (const char* part : {"_bucket", "_sum", "_count"}) names.insert(name + part);
  }
  return names;
}

void check_names(const std::string& path, std::size_t least) {
  const std::string text = text_of(path);
  INFO(path);
  const std::set<std::string> known = lines_of_families();
  const std::regex name(R"(\b(ramal|http_server|http_client|process)_[a-z_]+\b)");
  std::size_t seen = 0;
  for (std::sregex_iterator one(text.begin(), text.end(), name), end; one != end; ++one, ++seen) {
    INFO(one->str());
    CHECK(known.contains(one->str()));
  }
  CHECK(seen >= least);
}

}  // namespace

TEST_CASE("the dashboard and the alerts ask for metrics that there are") {
  check_names("examples/prometheus/alerts.yaml", 10);
  check_names("examples/grafana/ramal.json", 14);
}

TEST_CASE("each alert is explained to operators, in both languages") {
  const std::string alerts = text_of("examples/prometheus/alerts.yaml");
  const std::string english = text_of("docs/operations.md"), portuguese = text_of("docs/pt/operacao.md");
  const std::regex name("- alert: ([A-Za-z]+)");
  std::size_t seen = 0;
  for (std::sregex_iterator one(alerts.begin(), alerts.end(), name), end; one != end; ++one, ++seen) {
    const std::string quoted = "`" + (*one)[1].str() + "`";
    INFO(quoted);
    CHECK(english.find(quoted) != std::string::npos);
    CHECK(portuguese.find(quoted) != std::string::npos);
  }
  CHECK(seen >= 17);
}

}  // namespace ramal::metrics
