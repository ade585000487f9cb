// Spans as a collector reads them. tests/clients/check_traces.py compares them with the published schema.
#include "proxy/tracing/otlp.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "proxy/rules/error_answer.hpp"

namespace ramal::tracing {
namespace {

using routes::failure_kind;

const std::string trace = "0af7651916cd43dd8448eb211c80319c", caller = "b7ad6b7169203331";
const span_source source{"1.2.3", "abc", {"engine.example", 443}, {"go.example", 4000}};

std::uint16_t route_of(std::string_view pattern) {
  const auto row = std::ranges::find(routes::routes(), pattern, &routes::route::pattern);
  return static_cast<std::uint16_t>(metrics::route_index(&*row, metrics::beside_tables::nothing));
}

// A start that the engine answered.
span_record start() {
  rules::id_source ids(1);
  span_record made;
  made.trace = begin_trace("00-" + trace + "-" + caller + "-01", sampling_of(1), ids);
  made.began = 1'790'000'000'000'000'001U;
  made.asked = 1'790'000'000'000'000'002U;
  made.answered = 1'790'000'000'000'000'003U;
  made.ended = 1'790'000'000'000'000'004U;
  made.operation = static_cast<std::uint64_t>(routes::operation::start);
  made.route = route_of("/call/start");
  made.whom = asked_server::engine;
  made.verb = routes::method::post;
  made.status = made.native_status = 201;
  made.name_key("shop");
  return made;
}

boost::json::array spans_of(const span_record& one) {
  const boost::json::value document = boost::json::parse(write_otlp(source, {&one, 1}));
  return document.at("resourceSpans").at(0).at("scopeSpans").at(0).at("spans").as_array();
}

std::string text_of(const boost::json::value& span, const char* name) { return std::string(span.at(name).as_string()); }

std::map<std::string, std::string> attributes_of(const boost::json::value& owner) {
  std::map<std::string, std::string> all;
  for (const auto& one : owner.at("attributes").as_array()) {
    const auto& value = one.at("value").as_object();
    REQUIRE(value.size() == 1);
    CHECK(all.emplace(text_of(one, "key"), std::string(value.begin()->value().as_string())).second);
  }
  return all;
}

std::string failure_in(const boost::json::value& span) {
  const auto attributes = attributes_of(span);
  const auto found = attributes.find("error.type");
  const bool failed = span.as_object().contains("status");
  CHECK(failed == (found != attributes.end()));
  if (failed) CHECK(span.at("status").at("code") == 2);
  return found == attributes.end() ? "" : found->second;
}

}  // namespace

TEST_CASE("a request is a SERVER span, and what it asked is a CLIENT span below it") {
  const span_record made = start();
  const auto spans = spans_of(made);
  REQUIRE(spans.size() == 2);
  const auto &server = spans[0], &client = spans[1];
  for (const auto& one : spans) CHECK(text_of(one, "traceId") == trace);
  CHECK(text_of(server, "name") == "POST /call/start");
  CHECK(server.at("kind") == 2);
  CHECK(text_of(server, "parentSpanId") == caller);
  CHECK(text_of(server, "spanId") == rules::view(made.trace.server));
  CHECK(text_of(server, "startTimeUnixNano") == "1790000000000000001");
  CHECK(text_of(server, "endTimeUnixNano") == "1790000000000000004");
  CHECK(text_of(client, "name") == "POST /v1/calls");
  CHECK(client.at("kind") == 3);
  CHECK(text_of(client, "parentSpanId") == rules::view(made.trace.server));
  CHECK(text_of(client, "spanId") == made.trace.client());
  CHECK(text_of(client, "startTimeUnixNano") == "1790000000000000002");
  CHECK(text_of(client, "endTimeUnixNano") == "1790000000000000003");
  CHECK(failure_in(server).empty());
  CHECK(failure_in(client).empty());
}

TEST_CASE("attributes have the names of OpenTelemetry's conventions") {
  span_record made = start();
  made.resends = 1;
  const auto spans = spans_of(made);
  CHECK(attributes_of(spans[0]) == std::map<std::string, std::string>{{"http.request.method", "POST"},
                                                                      {"http.route", "/call/start"},
                                                                      {"url.path", "/call/start"},
                                                                      {"http.response.status_code", "201"},
                                                                      {"network.protocol.name", "http"},
                                                                      {"network.protocol.version", "1.1"},
                                                                      {"ramal.key", "shop"}});
  CHECK(attributes_of(spans[1]) == std::map<std::string, std::string>{{"http.request.method", "POST"},
                                                                      {"url.template", "/v1/calls"},
                                                                      {"server.address", "engine.example"},
                                                                      {"server.port", "443"},
                                                                      {"http.response.status_code", "201"},
                                                                      {"http.request.resend_count", "1"},
                                                                      {"network.protocol.name", "http"},
                                                                      {"network.protocol.version", "1.1"},
                                                                      {"ramal.operation", "start"}});
}

TEST_CASE("the resource says who sends spans") {
  const span_record made = start();
  const auto document = boost::json::parse(write_otlp(source, {&made, 1}));
  CHECK(attributes_of(document.at("resourceSpans").at(0).at("resource")) ==
        std::map<std::string, std::string>{
            {"service.name", "ramal"}, {"service.version", "1.2.3"}, {"service.instance.id", "abc"}});
}

TEST_CASE("a root has no parent, and a request that asked nobody no CLIENT span") {
  rules::id_source ids(1);
  span_record made = start();
  made.trace = begin_trace("", sampling_of(1), ids);
  made.whom = asked_server::none;
  made.route = metrics::no_route;
  made.status = 404;
  const auto spans = spans_of(made);
  REQUIRE(spans.size() == 1);
  CHECK_FALSE(spans[0].as_object().contains("parentSpanId"));
  CHECK(text_of(spans[0], "name") == "POST");
  CHECK_FALSE(attributes_of(spans[0]).contains("http.route"));
  CHECK_FALSE(attributes_of(spans[0]).contains("url.path"));
  made.verb = routes::method::other;
  CHECK(text_of(spans_of(made)[0], "name") == "HTTP");
  CHECK(attributes_of(spans_of(made)[0]).at("http.request.method") == "_OTHER");
}

TEST_CASE("the id of a call is no part of a name") {
  span_record made = start();
  made.operation = static_cast<std::uint64_t>(routes::operation::get);
  CHECK(text_of(spans_of(made)[1], "name") == "GET /v1/calls/{id}");
}

TEST_CASE("what goes to Evolution GO has its place, and no path") {
  span_record made = start();
  made.whom = asked_server::evolution_go;
  made.route = metrics::passed_route;
  const auto spans = spans_of(made);
  CHECK(text_of(spans[0], "name") == "POST {evolution_go}");
  CHECK(text_of(spans[1], "name") == "POST");
  const auto attributes = attributes_of(spans[1]);
  CHECK(attributes.at("server.address") == "go.example");
  CHECK(attributes.at("server.port") == "4000");
  CHECK_FALSE(attributes.contains("ramal.operation"));
}

TEST_CASE("a refusal is the client's mistake, and no failure of the server") {
  span_record made = start();
  made.status = made.native_status = 404;
  made.failure = failure_kind::native_error;
  const auto spans = spans_of(made);
  CHECK(failure_in(spans[0]).empty());
  CHECK(failure_in(spans[1]) == "404");
}

TEST_CASE("a failure has our code as its type, or the status where it is the engine's") {
  span_record made = start();
  made.status = made.native_status = 500;
  made.failure = failure_kind::native_error;
  CHECK(failure_in(spans_of(made)[0]) == "500");
  CHECK(failure_in(spans_of(made)[1]) == "500");
  made.status = 504;
  made.native_status = 0;
  made.failure = failure_kind::upstream_timeout;
  const std::string code = failure_in(spans_of(made)[0]);
  CHECK(code == rules::answer_failure(routes::failure(failure_kind::upstream_timeout)).code);
  CHECK(failure_in(spans_of(made)[1]) == code);
  CHECK_FALSE(attributes_of(spans_of(made)[1]).contains("http.response.status_code"));
  made.client_gone = true;
  CHECK(failure_in(spans_of(made)[0]) == "client-gone");
  CHECK(failure_in(spans_of(made)[1]) == "client-gone");
}

TEST_CASE("many records are one document, and none is a document as well") {
  const std::vector<span_record> many(3, start());
  const auto document = boost::json::parse(write_otlp(source, many));
  CHECK(document.at("resourceSpans").at(0).at("scopeSpans").at(0).at("spans").as_array().size() == 6);
  CHECK(boost::json::parse(write_otlp(source, {})).at("resourceSpans").as_array().size() == 1);
}

TEST_CASE("texts of the configuration are escaped") {
  span_record made = start();
  made.name_key("a/b'c");
  const span_source odd{"1", "i", {"a\"b\\c\n", 1}, {}};
  const auto document = boost::json::parse(write_otlp(odd, {&made, 1}));
  const auto& spans = document.at("resourceSpans").at(0).at("scopeSpans").at(0).at("spans").as_array();
  CHECK(attributes_of(spans[1]).at("server.address") == "a\"b\\c\n");
}

}  // namespace ramal::tracing
