#include "proxy/tracing/otlp.hpp"

#include <boost/json.hpp>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "proxy/tracing/span_batch.hpp"

namespace ramal::tracing {
namespace {

finished_span span_named(const std::string& name) {
  finished_span made;
  made.trace.fill(0xAB);
  made.id.fill(0x01);
  made.name = name;
  made.began = 1'790'000'000'000'000'001U;
  made.ended = 1'790'000'000'000'000'002U;
  return made;
}

}  // namespace

TEST_CASE("a span has hex ids, and its 64-bit numbers are texts") {
  finished_span one = span_named("POST /call/start");
  one.parent.emplace().fill(0x02);
  one.has_failed = true;
  one.attributes = {{"http.request.method", "POST"}, {"http.response.status_code", std::int64_t{504}}};
  const auto document = boost::json::parse(to_otlp({"ramal", "0.1.0", "a"}, {&one, 1}));
  const auto& of_resource = document.at("resourceSpans").at(0);
  CHECK(of_resource.at("resource").at("attributes").at(0).at("value").at("stringValue") == "ramal");
  const auto& span = of_resource.at("scopeSpans").at(0).at("spans").at(0);
  CHECK(span.at("traceId") == "abababababababababababababababab");
  CHECK(span.at("spanId") == "0101010101010101");
  CHECK(span.at("parentSpanId") == "0202020202020202");
  CHECK(span.at("kind") == 2);
  CHECK(span.at("startTimeUnixNano") == "1790000000000000001");
  CHECK(span.at("attributes").at(1).at("value").at("intValue") == "504");
  CHECK(span.at("status").at("code") == 2);
}

TEST_CASE("a root has no parent, a good span no status, and texts are escaped") {
  const finished_span one = span_named("a\"b\n");
  const auto document = boost::json::parse(to_otlp({"ramal", "0.1.0", "a"}, {&one, 1}));
  const auto& span = document.at("resourceSpans").at(0).at("scopeSpans").at(0).at("spans").at(0).as_object();
  CHECK_FALSE(span.contains("parentSpanId"));
  CHECK_FALSE(span.contains("status"));
  CHECK(span.at("name") == "a\"b\n");
}

TEST_CASE("what does not fit into a batch is dropped and counted, the oldest go first") {
  span_batch batch(3);
  for (const char* name : {"a", "b", "c", "d", "e"}) batch.add(span_named(name));
  CHECK(batch.size() == 3);
  CHECK(batch.dropped() == 2);
  const std::vector<finished_span> taken = batch.take(2);
  REQUIRE(taken.size() == 2);
  CHECK(taken[0].name == "a");
  CHECK(taken[1].name == "b");
  CHECK(batch.take(100).size() == 1);
  CHECK(batch.take(100).empty());
}

}  // namespace ramal::tracing
