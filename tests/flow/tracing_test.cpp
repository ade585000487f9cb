// The trace of a request (console.md section 2): what the engine gets, what is left for the collector, what the log says.
#include <catch2/catch.hpp>

#include <boost/json/parse.hpp>
#include <vector>

#include "proxy/tracing/span_ring.hpp"
#include "tests/flow/go_fixture.hpp"

namespace ramal::test {
namespace {

using tracing::asked_server;
using tracing::span_record;

const std::string trace = "0af7651916cd43dd8448eb211c80319c", caller = "b7ad6b7169203331";
const std::string sampled = "00-" + trace + "-" + caller + "-01", unsampled = "00-" + trace + "-" + caller + "-00";

std::string field(const std::string& value) { return "traceparent: " + value + "\r\n"; }

config::gateway traced(config::gateway settings = test_settings(), double ratio = 1.0) {
  settings.tracing.emplace().endpoint = "http://127.0.0.1:4318";
  settings.tracing->ratio = ratio;
  return settings;
}

// A session whose spans the test reads.
template <class Fixture>
struct with_ring : Fixture {
  explicit with_ring(const config::gateway& settings) : Fixture(settings) { this->worker.spans = &ring; }

  std::vector<span_record> take_spans() {
    std::vector<span_record> all;
    ring.drain([&](const span_record& one) { all.push_back(one); });
    return all;
  }
  std::string log_says(const char* name) {
    const std::string log = this->take_log();
    const auto line = boost::json::parse(log).as_object();
    return line.contains(name) ? std::string(line.at(name).as_string()) : "none";
  }

  tracing::span_ring ring{16};
};
using traced_session = with_ring<session_fixture>;

std::string value_in(const std::string& request) {
  const std::string name = "\r\ntraceparent: ";
  const auto at = request.find(name);
  return at == std::string::npos ? "none" : request.substr(at + name.size(), 55);
}

}  // namespace

TEST_CASE("the engine gets our own span as its parent, and both spans are left for the collector") {
  traced_session at(traced());
  at.worker.upstream.answer_always("");
  at.send(post_request("/call/start", R"({"number":"5511999990000"})", field(sampled)));
  at.loop.advance(std::chrono::milliseconds(100));
  at.worker.upstream.last()->put(answer_of(201, R"({"id":"a"})"));
  at.loop.run();
  const auto spans = at.take_spans();
  REQUIRE(spans.size() == 1);
  const span_record& made = spans.front();
  CHECK(made.trace.id() == trace);
  REQUIRE(made.trace.caller);
  CHECK(rules::view(*made.trace.caller) == caller);
  CHECK(value_in(at.worker.upstream.requests().front()) ==
        "00-" + trace + "-" + std::string(made.trace.client()) + "-01");
  CHECK(made.trace.client() != caller);
  CHECK(made.whom == asked_server::engine);
  CHECK(made.operation == static_cast<std::uint64_t>(routes::operation::start));
  CHECK(made.status == 201);
  CHECK(made.native_status == 201);
  CHECK(made.verb == routes::method::post);
  CHECK(made.key_name() == "demo-key");
  CHECK_FALSE(made.failure);
  CHECK(made.began <= made.asked);
  CHECK(made.answered - made.asked == 100'000'000);
  CHECK(made.answered <= made.ended);
  CHECK(made.began / 1'000'000'000 == 1'795'222'923);
  CHECK(at.log_says("trace_id") == trace);
}

TEST_CASE("a caller that does not sample is followed, and its traceparent goes on as it came") {
  traced_session at(traced());
  at.worker.upstream.answer_always(answer_of(200, R"({"id":"a"})"));
  CHECK(at.ask(get_request("/call/get?callId=a", field(unsampled))).status == 200);
  CHECK(value_in(at.worker.upstream.requests().front()) == unsampled);
  CHECK(at.take_spans().empty());
  CHECK(at.log_says("trace_id") == trace);
}

TEST_CASE("a trace that begins here is sampled by the ratio, and the engine is told so") {
  for (const double ratio : {0.0, 1.0}) {
    traced_session at(traced(test_settings(), ratio));
    at.worker.upstream.answer_always(answer_of(200, R"({"id":"a"})"));
    for (const std::string& sent : {std::string(), field("00-bad-bad-01")}) {
      CHECK(at.ask(get_request("/call/get?callId=a", sent)).status == 200);
      const std::string got = value_in(at.worker.upstream.requests().back());
      CHECK(got.ends_with(ratio == 0 ? "-00" : "-01"));
      const auto spans = at.take_spans();
      REQUIRE(spans.size() == (ratio == 0 ? 0 : 1));
      if (!spans.empty()) CHECK_FALSE(spans.front().trace.caller);
      CHECK(at.log_says("trace_id") == got.substr(3, 32));
    }
  }
}

TEST_CASE("K3 a traceparent that holds a key is in no span and no log") {
  auto settings = traced();
  settings.keys.front().client_key = config::secret("0123456789abcdef0123456789abcdef");
  traced_session at(settings);
  at.worker.upstream.answer_always(answer_of(200, R"({"id":"a"})"));
  std::string request = get_request("/call/get?callId=a",
                                    field("00-0123456789abcdef0123456789abcdef-" + caller + "-01"));
  request.replace(request.find("apikey: demo"), 12, "apikey: 0123456789abcdef0123456789abcdef");
  CHECK(at.ask(request).status == 200);
  const auto spans = at.take_spans();
  REQUIRE(spans.size() == 1);
  CHECK_FALSE(spans.front().trace.caller);
  CHECK(spans.front().trace.id() != "0123456789abcdef0123456789abcdef");
  CHECK_FALSE(has(at.take_log(), "0123456789abcdef0123456789abcdef"));
}

TEST_CASE("a request that asks nobody has a SERVER span alone") {
  traced_session at(traced());
  CHECK(at.ask(get_request("/send/text", field(sampled))).status == 404);
  CHECK(at.ask(get_request("/server/ok")).status == 200);
  CHECK(at.ask(post_request("/call/start", R"({"number":"maria"})")).status == 400);
  const auto spans = at.take_spans();
  REQUIRE(spans.size() == 3);
  for (const span_record& one : spans) CHECK(one.whom == asked_server::none);
  CHECK(spans[0].route == metrics::no_route);
  CHECK(spans[0].status == 404);
  CHECK(spans[0].trace.id() == trace);
  CHECK(spans[2].failure.has_value());
}

TEST_CASE("health checks that the log leaves out are not traced") {
  auto settings = traced();
  settings.log.health = false;
  traced_session at(settings);
  CHECK(at.ask(get_request("/server/ok")).status == 200);
  CHECK(at.take_spans().empty());
}

TEST_CASE("a GET that is sent again is one CLIENT span, which says so") {
  traced_session at(traced());
  engine_turn closes, answers;
  closes.then = engine_turn::end::close;
  answers.answer = answer_of(200, R"({"id":"a"})");
  at.worker.upstream.script({closes, answers});
  CHECK(at.ask(get_request("/call/get?callId=a")).status == 200);
  const auto spans = at.take_spans();
  REQUIRE(spans.size() == 1);
  CHECK(spans.front().resends == 1);
  REQUIRE(at.worker.upstream.requests().size() == 2);
  CHECK(value_in(at.worker.upstream.requests()[0]) == value_in(at.worker.upstream.requests()[1]));
}

TEST_CASE("an engine that cannot be reached leaves a failed CLIENT span") {
  traced_session at(traced());
  at.worker.upstream.usual_door = memory_engine::door::refused;
  CHECK(at.ask(start_call).status == 502);
  const auto spans = at.take_spans();
  REQUIRE(spans.size() == 1);
  CHECK(spans.front().whom == asked_server::engine);
  CHECK(spans.front().native_status == 0);
  CHECK(spans.front().failure.has_value());
}

TEST_CASE("what is passed on to Evolution GO is traced as well") {
  with_ring<through> at(traced(go_settings()));
  at.send(get_request("/user/info", field(sampled)));
  const std::string seen = at.go.take_received();
  at.go.put(ok("{}"));
  CHECK(at.take_answer().status == 200);
  const auto spans = at.take_spans();
  REQUIRE(spans.size() == 1);
  CHECK(spans.front().whom == asked_server::evolution_go);
  CHECK(spans.front().route == metrics::passed_route);
  CHECK(value_in(seen) == "00-" + trace + "-" + std::string(spans.front().trace.client()) + "-01");
}

TEST_CASE("requests that are not traced leave nothing, and their traceparent goes on as it came") {
  traced_session at(test_settings());
  at.worker.upstream.answer_always(answer_of(200, R"({"id":"a"})"));
  CHECK(at.ask(get_request("/call/get?callId=a", field(sampled))).status == 200);
  CHECK(value_in(at.worker.upstream.requests().front()) == sampled);
  CHECK(at.take_spans().empty());
  CHECK(at.log_says("trace_id") == "none");
}

TEST_CASE("a full ring delays no request") {
  traced_session at(traced());
  at.worker.upstream.answer_always(answer_of(200, R"({"id":"a"})"));
  for (int i = 0; i < 20; ++i) CHECK(at.ask(get_request("/call/get?callId=a")).status == 200);
  CHECK(at.take_spans().size() == 16);
  CHECK(at.ring.dropped() == 8);
}

}  // namespace ramal::test
