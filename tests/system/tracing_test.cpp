// Traces of the real binary (console.md section 2), with a collector inside the test.
#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <vector>

#include "tests/harness/eventually.hpp"
#include "tests/system/admin_client.hpp"
#include "tests/system/bot_stub.hpp"
#include "tests/system/live_gateway.hpp"
#include "tests/system/silent_listener.hpp"
#include "tests/system/tls_front.hpp"

namespace ramal::system_tests {
namespace {

const std::string trace = "0af7651916cd43dd8448eb211c80319c", caller = "b7ad6b7169203331";
const std::string sampled = "traceparent: 00-" + trace + "-" + caller + "-01\r\n";
const std::string exported = R"(ramal_trace_spans_total{result="exported"})";
const std::string dropped = R"(ramal_trace_spans_total{result="dropped"})";

with with_collector(const std::string& url, const with& more = {}) {
  with all{{"tracing.endpoint", "\"" + url + "\""}};
  all.insert(all.end(), more.begin(), more.end());
  return with_admin(all);
}

// One span as the collector reads it.
struct seen_span {
  std::string trace, id, parent, name, kind;
};

std::string text(const json_value& of, const char* name) {
  const json_value* const found = of.find(name);
  return found == nullptr ? "" : found->text;
}

std::vector<seen_span> spans_in(const bot_stub& collector) {
  std::vector<seen_span> all;
  for (const bot_delivery& one : collector.deliveries()) {
    std::string error;
    const auto document = parse_json(one.body, error);
    CAPTURE(error, one.body);
    REQUIRE(document);
    for (const json_value& resource : document->find("resourceSpans")->items)
      for (const json_value& scope : resource.find("scopeSpans")->items)
        for (const json_value& span : scope.find("spans")->items)
          all.push_back({text(span, "traceId"), text(span, "spanId"), text(span, "parentSpanId"), text(span, "name"),
                         text(span, "kind")});
  }
  return all;
}

// A collector behind TLS as "localhost", and a gateway that trusts `trusted` alone.
struct tls_collector {
  explicit tls_collector(const identity& trusted) {
    write_file(ca, pem_of(trusted));
    both.emplace(with_collector(front.base_url() + "/hook", {{"tracing.ca_file", "\"" + ca + "\""}}));
  }

  static inline const identity authority = make_authority();
  const temporary_directory folder;
  const std::string ca = (folder.path() / "ca.pem").string();
  const bot_stub collector;
  tls_front front{make_server(authority, "localhost"), collector.port()};
  std::optional<gateway> both;
};

bool wait_for_spans(const bot_stub& collector, std::size_t count) {
  return eventually([&] { return spans_in(collector).size() >= count; });
}

}  // namespace

TEST_CASE("a collector sees a SERVER and a CLIENT span, and the engine the CLIENT span as its parent") {
  const bot_stub collector;
  gateway both(with_collector(collector.url(), {{"tracing.headers", "[{name: X-Team, value: \"canary header\"}]"}}));
  const admin_client admin(both.program);
  CHECK(both.ask(post("/call/start", start_body(), sampled)).status == 201);
  REQUIRE(wait_for_spans(collector, 2));
  const auto spans = spans_in(collector);
  REQUIRE(spans.size() == 2);
  const seen_span &server = spans[0], &client = spans[1];
  CHECK(server.trace == trace);
  CHECK(server.parent == caller);
  CHECK(server.kind == "2");
  CHECK(server.name == "POST /call/start");
  CHECK(client.trace == trace);
  CHECK(client.parent == server.id);
  CHECK(client.kind == "3");
  CHECK(client.name == "POST /v1/calls");
  const auto asked = both.engine.requests();
  REQUIRE(asked.size() == 1);
  const std::string* const got = asked[0].head.find("traceparent");
  REQUIRE(got != nullptr);
  CHECK(*got == "00-" + trace + "-" + client.id + "-01");
  const bot_delivery seen = collector.deliveries().front();
  CHECK(seen.head.start_line == "POST /hook/v1/traces HTTP/1.1");
  CHECK(seen.header("Content-Type") == "application/json");
  CHECK(seen.header("X-Team") == "canary header");
  CHECK(admin.becomes(exported, 2));
  CHECK(admin.becomes(dropped, 0));
  CHECK(both.program.stop() == 0);
  CHECK(both.program.access_log().find("\"trace_id\":\"" + trace + "\"") != std::string::npos);
  CHECK(both.program.stderr_text().find("canary") == std::string::npos);
}

TEST_CASE("K3 no span holds a key, a number, a call's id or a query") {
  const bot_stub collector;
  gateway both(with_collector(collector.url()));
  CHECK(both.ask(post("/call/start", R"({"number":"5511987654321"})", sampled)).status == 201);
  CHECK(both.ask(get("/call/get?callId=canary-call")).status == 200);
  CHECK(both.ask(get("/call/get/canary-call")).status == 200);
  CHECK(both.ask(get("/canary/5511987654321?q=canary")).status == 404);
  REQUIRE(wait_for_spans(collector, 7));
  for (const bot_delivery& one : collector.deliveries())
    for (const std::string& secret :
         {std::string("canary"), std::string("5511987654321"), std::string(client_key) + "\"", std::string(native_key)})
      CHECK(one.body.find(secret) == std::string::npos);
}

TEST_CASE("a trace that the caller does not sample is not exported, and goes on as it came") {
  const bot_stub collector;
  gateway both(with_collector(collector.url()));
  const std::string quiet = "00-" + trace + "-" + caller + "-00";
  CHECK(both.ask(get("/call/list", "traceparent: " + quiet + "\r\n")).status == 200);
  CHECK(both.ask(get("/call/list")).status == 200);
  CHECK(*both.engine.requests().at(0).head.find("traceparent") == quiet);
  REQUIRE(wait_for_spans(collector, 2));
  CHECK(both.program.stop() == 0);
  for (const seen_span& one : spans_in(collector)) CHECK(one.trace != trace);
}

TEST_CASE("with a tracing ratio of 0 no trace begins here, and the engine is told so") {
  const bot_stub collector;
  gateway both(with_collector(collector.url(), {{"tracing.ratio", "0"}}));
  CHECK(both.ask(get("/call/list")).status == 200);
  CHECK(both.engine.requests().at(0).head.find("traceparent")->ends_with("-00"));
  CHECK(both.program.stop() == 0);
  CHECK(collector.deliveries().empty());
}

TEST_CASE("a collector that never answers delays no request, and what it does not get is counted") {
  bot_stub collector([](const bot_delivery&) { return bot_stub::silence; });
  gateway both(with_collector(collector.url()));
  const admin_client admin(both.program);
  CHECK(both.ask(get("/call/list")).status == 200);
  REQUIRE(collector.wait_for(1));
  // beyond what a worker's ring and the queue hold
  raw_client client = both.connect();
  std::size_t asked = 0;
  CHECK(eventually(
      [&] {
        for (int i = 0; i < 500; ++i, ++asked) {
          client.send(get("/server/ok"));
          if (client.read_answer().status != 200) return true;
        }
        return admin.metrics().value(dropped) > 0;
      },
      within(std::chrono::seconds(60))));
  CHECK(asked > 2'000);
  CHECK(both.ask(get("/call/list")).status == 200);
  CHECK(both.program.stop() == 0);
}

TEST_CASE("a collector that cannot be reached is told of in the log, once, and holds up no end") {
  const silent_listener nobody;
  gateway both(with_collector(nobody.base_url()));
  CHECK(both.ask(get("/call/list")).status == 200);
  CHECK(both.program.wait_for_stderr("spans do not reach the collector"));
  CHECK(both.program.stop() == 0);
  const std::string log = both.program.stderr_text();
  CHECK(log.find("spans do not reach") == log.rfind("spans do not reach"));
}

TEST_CASE("spans go over TLS to a collector that tracing.ca_file vouches for") {
  tls_collector over(tls_collector::authority);
  const admin_client admin(over.both->program);
  CHECK(over.both->ask(get("/call/list", sampled)).status == 200);
  REQUIRE(wait_for_spans(over.collector, 2));
  CHECK(spans_in(over.collector)[0].trace == trace);
  CHECK(over.collector.deliveries().front().head.start_line == "POST /hook/v1/traces HTTP/1.1");
  CHECK(over.front.names().front() == "localhost");
  CHECK(admin.becomes(exported, 2));
  CHECK(admin.becomes(dropped, 0));
}

TEST_CASE("a collector that nobody vouches for gets no span, which is counted, and told of in the log once") {
  tls_collector over(make_authority());
  const admin_client admin(over.both->program);
  CHECK(over.both->ask(get("/call/list")).status == 200);
  CHECK(admin.becomes(dropped, 2));
  CHECK(over.both->ask(get("/call/list")).status == 200);
  CHECK(over.both->program.stop() == 0);
  CHECK(over.front.connections() > 1);
  CHECK(over.front.application_bytes() == 0);
  CHECK(over.collector.deliveries().empty());
  const std::string log = over.both->program.stderr_text();
  const std::string said = "spans do not reach the collector";
  CHECK(log.find("nobody who is trusted here vouches for the certificate there") != std::string::npos);
  REQUIRE(log.find(said) != std::string::npos);
  CHECK(log.find(said) == log.rfind(said));
}

TEST_CASE("a program that ends sends the spans that it has") {
  const bot_stub collector;
  gateway both(with_collector(collector.url()));
  CHECK(both.ask(get("/call/list")).status == 200);
  CHECK(both.program.stop() == 0);
  CHECK(spans_in(collector).size() == 2);
}

TEST_CASE("a reload turns tracing on, moves it and turns it off") {
  const bot_stub first, second;
  live_gateway both;
  CHECK(both.ask(get("/call/list")).status == 200);
  both.write({{"tracing.endpoint", "\"" + first.url() + "\""}});
  both.reload();
  CHECK(both.ask(get("/call/list")).status == 200);
  CHECK(wait_for_spans(first, 2));
  both.write({{"tracing.endpoint", "\"" + second.url() + "\""}});
  both.reload();
  CHECK(both.ask(get("/call/list")).status == 200);
  CHECK(wait_for_spans(second, 2));
  both.write({});
  both.reload();
  CHECK(both.ask(get("/call/list", sampled)).status == 200);
  CHECK(*both.engine.requests().back().head.find("traceparent") == sampled.substr(13, 55));
  CHECK(both.program.stop() == 0);
  CHECK(spans_in(first).size() == 2);
  CHECK(spans_in(second).size() == 2);
}

}  // namespace ramal::system_tests
