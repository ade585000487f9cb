#include "proxy/metrics/text_writer.hpp"

#include <array>
#include <set>
#include <string>

#include <catch2/catch.hpp>

namespace ramal::metrics {

TEST_CASE("names and kinds of metrics follow Prometheus' rules") {
  std::set<std::string_view> names;
  for (const family_row& one : families()) {
    INFO(one.name);
    CHECK(names.insert(one.name).second);
    CHECK(one.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos);
    CHECK_FALSE(one.name.ends_with("_total"));
    CHECK_FALSE(one.name.ends_with("_info"));
    CHECK_FALSE(one.name.ends_with("_milliseconds"));
    CHECK(one.help.ends_with('.'));
    CHECK(one.help.find_first_of("\"\\\n") == std::string_view::npos);
    if (one.type == kind::histogram) CHECK(one.name.ends_with("_seconds"));
  }
}

TEST_CASE("a counter and a gauge, with labels and without, in Prometheus' text") {
  text_writer out(text_format::prometheus);
  out.begin(family::calls);
  out.write({{"operation", "start"}, {"outcome", "ok"}}, std::uint64_t{7});
  out.begin(family::connections);
  out.write({}, std::uint64_t{0});
  CHECK(out.finish() ==
        "# HELP ramal_calls_total Requests for the engine, by operation and by what became of them.\n"
        "# TYPE ramal_calls_total counter\n"
        "ramal_calls_total{operation=\"start\",outcome=\"ok\"} 7\n"
        "# HELP ramal_connections Connections of clients.\n"
        "# TYPE ramal_connections gauge\n"
        "ramal_connections 0\n");
}

TEST_CASE("OpenMetrics names the family of a counter without its ending, and says where the text ends") {
  text_writer out(text_format::open_metrics);
  out.begin(family::unauthorized);
  out.write({}, std::uint64_t{18'446'744'073'709'551'615U});
  out.begin(family::build_info);
  out.write({{"version", "0.1.0"}}, std::uint64_t{1});
  CHECK(out.finish() ==
        "# HELP ramal_unauthorized Requests that were answered 401.\n"
        "# TYPE ramal_unauthorized counter\n"
        "ramal_unauthorized_total 18446744073709551615\n"
        "# HELP ramal_build The version that runs.\n"
        "# TYPE ramal_build info\n"
        "ramal_build_info{version=\"0.1.0\"} 1\n"
        "# EOF\n");
}

TEST_CASE("a histogram says how many were at most so long, then all, their sum and their number") {
  const std::array<double, 2> ends{0.005, 2.5};
  const std::array<std::uint64_t, 3> counts{3, 0, 4};
  text_writer out(text_format::prometheus);
  out.begin(family::queue_duration);
  out.write({{"x", "y"}}, classes{ends, counts, 12.25});
  const std::string text = out.finish();
  CHECK(text.substr(text.find("ramal_queue_seconds_bucket")) ==
        "ramal_queue_seconds_bucket{x=\"y\",le=\"0.005\"} 3\n"
        "ramal_queue_seconds_bucket{x=\"y\",le=\"2.5\"} 3\n"
        "ramal_queue_seconds_bucket{x=\"y\",le=\"+Inf\"} 7\n"
        "ramal_queue_seconds_sum{x=\"y\"} 12.25\n"
        "ramal_queue_seconds_count{x=\"y\"} 7\n");
}

TEST_CASE("a label's text cannot end its quotes or its line, and an empty one is left out") {
  text_writer out(text_format::prometheus);
  out.begin(family::calls);
  out.write({{"a", "q\"b\\n\nz"}, {"b", ""}, {"c", "d"}}, std::uint64_t{1});
  const std::string text = out.finish();
  CHECK(text.ends_with("ramal_calls_total{a=\"q\\\"b\\\\n\\nz\",c=\"d\"} 1\n"));
}

TEST_CASE("numbers are short and exact") {
  const auto text_of = [](double value) {
    std::string text;
    put_number(value, text);
    return text;
  };
  CHECK(text_of(0.005) == "0.005");
  CHECK(text_of(0.1) == "0.1");
  CHECK(text_of(1) == "1");
  CHECK(std::stod(text_of(1'790'000'000.25)) == 1'790'000'000.25);
}

TEST_CASE("OpenMetrics is written for those who ask for it") {
  using f = text_format;
  CHECK(choose_format("") == f::prometheus);
  CHECK(choose_format("*/*") == f::prometheus);
  CHECK(choose_format("text/plain;version=0.0.4;q=0.5,*/*;q=0.1") == f::prometheus);
  CHECK(choose_format("application/openmetrics-text") == f::open_metrics);
  CHECK(choose_format("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3") == f::open_metrics);
  CHECK(choose_format("text/plain, application/openmetrics-text; version=1.0.0") == f::open_metrics);
  CHECK(choose_format("application/openmetrics-text;q=0") == f::prometheus);
  CHECK(choose_format("application/openmetrics-text;q=0.0,text/plain") == f::prometheus);
  CHECK(choose_format("application/openmetrics-text;q=0.05") == f::open_metrics);
  CHECK(choose_format(",,;") == f::prometheus);
  CHECK(content_type(f::prometheus) == "text/plain; version=0.0.4; charset=utf-8");
}

}  // namespace ramal::metrics
