#include <catch2/catch.hpp>

#include "config/dump.hpp"
#include "tests/config/load_fixture.hpp"

namespace ramal::config {
namespace {

std::string problems_with(const std::string& settings) {
  return problems_of(one_key + "tracing: {" + settings + "}\n");
}

}  // namespace

TEST_CASE("every key of tracing reaches its place in the model") {
  files access;
  access.readable = [](const std::string&) { return checked(); };
  const gateway all = good(one_key +
                               "tracing:\n"
                               "  endpoint: 'https://collector.example:4318/team'\n"
                               "  ratio: 0.25\n"
                               "  headers: [{name: X-Team, value: canary-header}, {name: X-B, value_env: B}]\n"
                               "  ca_file: /ca.pem\n",
                           {{"B", "canary-b"}}, access);
  REQUIRE(all.tracing);
  CHECK(all.tracing->endpoint == "https://collector.example:4318/team");
  CHECK(all.tracing->ratio == 0.25);
  REQUIRE(all.tracing->headers.size() == 2);
  CHECK(all.tracing->headers[0].name == "X-Team");
  CHECK(all.tracing->headers[0].value.reveal() == "canary-header");
  CHECK(all.tracing->headers[1].value.reveal() == "canary-b");
  CHECK(all.tracing->ca_file == "/ca.pem");
  const std::string text = dump(all);
  CHECK(contains(text, "tracing:\n  endpoint: \"https://collector.example:4318/team\"\n  ratio: 0.25\n"));
  CHECK_FALSE(contains(text, "canary"));
}

TEST_CASE("without a word of it no request is traced, and with a collector all are") {
  CHECK_FALSE(good(one_key).tracing);
  CHECK(good(one_key + "tracing: {endpoint: 'http://127.0.0.1:4318'}\n").tracing->ratio == 1.0);
}

TEST_CASE("a collector's URL is one of OTLP over HTTP, without the path of traces") {
  for (const char* fine : {"http://127.0.0.1:4318", "http://[::1]:4318/", "https://collector.example/otlp"}) {
    INFO(fine);
    CHECK(problems_with(std::string("endpoint: '") + fine + "'") == "none\n");
  }
  for (const auto& [odd, part] :
       std::vector<std::pair<std::string, std::string>>{{"127.0.0.1:4318", "must begin with https:// or http://"},
                                                        {"http://127.0.0.1:4318/v1/traces", "leave that out"},
                                                        {"http://127.0.0.1:4318/?key=canary", "has a query"},
                                                        {"http://127.0.0.1:4317", "OTLP over gRPC"}}) {
    INFO(odd);
    const std::string report = problems_with("endpoint: '" + odd + "'");
    CHECK(contains(report, "tracing.endpoint: "));
    CHECK(contains(report, part));
    CHECK_FALSE(contains(report, "canary"));
  }
  CHECK(contains(problems_with("ratio: 0.5"), "tracing.endpoint: is missing"));
}

TEST_CASE("a ratio is a number from 0 to 1") {
  const std::string there = "endpoint: 'http://127.0.0.1:4318', ratio: ";
  for (const char* fine : {"0", "1", "0.01"}) CHECK(problems_with(there + fine) == "none\n");
  for (const char* odd : {"1.1", "-1", "10%", "all"}) CHECK(contains(problems_with(there + odd), "tracing.ratio: "));
}

TEST_CASE("headers for a collector have names that can be added, once each, and one value each") {
  const auto with = [](const std::string& headers) {
    return problems_with("endpoint: 'http://127.0.0.1:4318', headers: [" + headers + "]");
  };
  CHECK(with("{name: Authorization, value: 'Bearer abcdefgh'}") == "none\n");
  CHECK(contains(with("{name: Content-Type, value: a-value}"), "tracing.headers[0].name: "));
  CHECK(contains(with("{name: X-A}"), "tracing.headers[0].value: is missing"));
  CHECK(contains(with("{name: X-A, value: a-value}, {name: x-a, value: a-value}"), "tracing.headers[1].name: "));
}

TEST_CASE("an authority for a collector goes with https alone") {
  CHECK(contains(problems_with("endpoint: 'http://127.0.0.1:4318', ca_file: /ca.pem"),
                 "tracing.ca_file: is never used with http://"));
  CHECK(contains(problems_with("endpoint: 'https://collector.example', ca_file: /nowhere.pem"), "tracing.ca_file: "));
}

}  // namespace ramal::config
