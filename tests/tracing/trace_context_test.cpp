#include "proxy/tracing/trace_context.hpp"

#include <string>

#include <catch2/catch.hpp>

namespace ramal::tracing {
namespace {

using namespace std::string_literals;

const std::string good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

}  // namespace

TEST_CASE("a traceparent is read and printed") {
  const auto read = parse_trace_parent(good);
  REQUIRE(read);
  CHECK(read->sampled);
  CHECK(to_hex(read->trace) == "0af7651916cd43dd8448eb211c80319c");
  CHECK(to_hex(read->parent) == "b7ad6b7169203331");
  CHECK(print_trace_parent(*read) == good);
  const auto other = parse_trace_parent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-fe");
  REQUIRE(other);
  CHECK_FALSE(other->sampled);
}

TEST_CASE("a later version may have more behind it") {
  CHECK(parse_trace_parent("01" + good.substr(2)));
  CHECK(parse_trace_parent("cc" + good.substr(2) + "-what-the-future-holds"));
  CHECK_FALSE(parse_trace_parent("cc" + good.substr(2) + "x"));
  CHECK_FALSE(parse_trace_parent(good + "-more"));
}

TEST_CASE("what is no traceparent is none") {
  for (const std::string& wrong : {std::string(), good.substr(1), good.substr(0, 54), "ff" + good.substr(2),
                                   "00-00000000000000000000000000000000-b7ad6b7169203331-01"s,
                                   "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01"s,
                                   "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"s,
                                   "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"s,
                                   "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01"s,
                                   "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x"s}) {
    INFO(wrong);
    CHECK_FALSE(parse_trace_parent(wrong));
  }
}

TEST_CASE("a parent decides, else a share of all traces by their id") {
  trace_id low{}, high{};
  low.back() = 1;
  high.fill(0xFF);
  trace_parent parent;
  CHECK_FALSE(is_sampled(parent, low, 1.0));
  parent.sampled = true;
  CHECK(is_sampled(parent, high, 0.0));
  CHECK_FALSE(is_sampled(std::nullopt, low, 0.0));
  CHECK(is_sampled(std::nullopt, low, 0.01));
  CHECK_FALSE(is_sampled(std::nullopt, high, 0.99));
  CHECK(is_sampled(std::nullopt, high, 1.0));
  int sampled = 0;
  for (int i = 0; i < 256; ++i) {
    trace_id one{};
    one[9] = static_cast<std::uint8_t>(i);
    sampled += is_sampled(std::nullopt, one, 0.25) ? 1 : 0;
  }
  CHECK(sampled == 64);
}

}  // namespace ramal::tracing
