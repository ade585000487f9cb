// Who decides whether a request is traced, and what goes on (W3C Trace Context).
#include "proxy/tracing/trace_context.hpp"

#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "proxy/wire/field_values.hpp"

namespace ramal::tracing {
namespace {

const std::string trace = "0af7651916cd43dd8448eb211c80319c", caller = "b7ad6b7169203331";

std::string sent(const std::string& flags) { return "00-" + trace + "-" + caller + "-" + flags; }
std::string onward(const request_trace& of) { return std::string(rules::view(of.onward)); }

}  // namespace

TEST_CASE("a trace that its caller samples goes on with our own span as the parent") {
  rules::id_source ids(1);
  for (const sampling share : {sampling_of(0), sampling_of(1)}) {
    const request_trace made = begin_trace(sent("01"), share, ids);
    CHECK(made.sampled);
    CHECK(made.id() == trace);
    REQUIRE(made.caller);
    CHECK(rules::view(*made.caller) == caller);
    CHECK(made.client() != caller);
    CHECK(made.client() != rules::view(made.server));
    CHECK(onward(made) == "00-" + trace + "-" + std::string(made.client()) + "-01");
    CHECK(wire::is_traceparent(onward(made)));
  }
}

TEST_CASE("a trace that its caller does not sample goes on as it came") {
  rules::id_source ids(1);
  for (const char* flags : {"00", "02", "fe"}) {
    const request_trace made = begin_trace(sent(flags), sampling_of(1), ids);
    CHECK_FALSE(made.sampled);
    CHECK(onward(made) == sent(flags));
  }
}

TEST_CASE("of a sampled trace only the flags that are known go on") {
  rules::id_source ids(1);
  CHECK(onward(begin_trace(sent("03"), sampling_of(1), ids)).ends_with("-03"));
  CHECK(onward(begin_trace(sent("ff"), sampling_of(1), ids)).ends_with("-03"));
  CHECK(onward(begin_trace(sent("05"), sampling_of(1), ids)).ends_with("-01"));
}

TEST_CASE("a request without a caller begins a trace, and says whether it is sampled") {
  rules::id_source ids(7);
  const request_trace all = begin_trace("", sampling_of(1), ids);
  CHECK(all.sampled);
  CHECK_FALSE(all.caller);
  CHECK(wire::is_traceparent(onward(all)));
  CHECK(onward(all).ends_with("-01"));
  const request_trace none = begin_trace("", sampling_of(0), ids);
  CHECK_FALSE(none.sampled);
  CHECK(wire::is_traceparent(onward(none)));
  CHECK(onward(none).ends_with("-00"));
}

TEST_CASE("a ratio takes its share of the traces, by the last 56 bits of their ids") {
  CHECK(is_sampled("0123456789abcdef0000000000000000", sampling_of(1)));
  CHECK_FALSE(is_sampled("0123456789abcdefffffffffffffffff", sampling_of(0)));
  CHECK(is_sampled("0123456789abcdef00c0000000000000", sampling_of(0.25)));
  CHECK_FALSE(is_sampled("ffffffffffffffffffbfffffffffffff", sampling_of(0.25)));
  CHECK(is_sampled("0000000000000000ffffffffffffffff", sampling_of(1e-9)));
  rules::id_source ids(3);
  int sampled = 0;
  for (int i = 0; i < 10'000; ++i) sampled += begin_trace("", sampling_of(0.25), ids).sampled ? 1 : 0;
  CHECK(sampled > 2'300);
  CHECK(sampled < 2'700);
}

TEST_CASE("what one ratio samples a larger one samples, too") {
  rules::id_source ids(5);
  for (int i = 0; i < 1'000; ++i) {
    const request_trace made = begin_trace("", sampling_of(0.1), ids);
    if (made.sampled) CHECK(is_sampled(made.id(), sampling_of(0.2)));
  }
}

TEST_CASE("a ratio beyond its ends counts as the end") {
  CHECK(sampling_of(7) == sampling_of(1));
  CHECK(sampling_of(-1) == sampling_of(0));
}

TEST_CASE("ids of spans do not repeat and are never all zeros") {
  rules::id_source ids(11);
  std::set<std::string> seen;
  for (int i = 0; i < 1'000; ++i) {
    const request_trace made = begin_trace(sent("01"), sampling_of(1), ids);
    for (const std::string_view id : {rules::view(made.server), made.client()}) {
      CHECK(id.find_first_not_of('0') != std::string_view::npos);
      CHECK(seen.emplace(id).second);
    }
  }
}

}  // namespace ramal::tracing
