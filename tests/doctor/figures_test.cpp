#include "proxy/doctor/figures.hpp"

#include <catch2/catch.hpp>

namespace ramal::doctor {
namespace {

std::string bucket(const std::string& status, const std::string& end, int count) {
  return "http_server_request_duration_seconds_bucket{http_route=\"/call/list\",http_response_status_code=\"" + status +
         "\",le=\"" + end + "\"} " + std::to_string(count) + "\n";
}

std::string look(int fast, int slow, int failed) {
  const auto all = std::to_string(fast + slow);
  return "# HELP x y\n" + bucket("200", "0.1", fast) + bucket("200", "0.5", fast + slow) +
         bucket("200", "+Inf", fast + slow) +
         "http_server_request_duration_seconds_count{http_response_status_code=\"200\"} " + all +
         "\nhttp_server_request_duration_seconds_count{http_response_status_code=\"502\"} " + std::to_string(failed) +
         "\nramal_key_requests_total{key=\"shop\",operation=\"list\",outcome=\"ok\"} " + std::to_string(fast) +
         "\nramal_key_requests_total{key=\"clinic\",operation=\"list\",outcome=\"ok\"} " + std::to_string(slow) +
         "\nramal_calls_total{operation=\"list\",outcome=\"ok\"} " + all +
         "\nramal_calls_total{operation=\"list\",outcome=\"not_sent\"} " + std::to_string(failed) +
         "\nramal_engine_breaker_open 1\nramal_engine_connections{state=\"busy\"} 3\n"
         "ramal_engine_connections{state=\"idle\"} 4\nprocess_start_time_seconds 1000\n";
}

}  // namespace

TEST_CASE("samples are name, labels and value, and what is none is left out") {
  const auto all = read_samples("# TYPE a gauge\na 1\nb{x=\"1\",le=\"+Inf\"} 2.5\nno value\nc NaN\n\nd{y=\"a,x=b\"} 3");
  REQUIRE(all.size() == 3);
  CHECK(all[0].name == "a");
  CHECK(all[1].value == 2.5);
  CHECK(label_of(all[1], "le") == "+Inf");
  CHECK(label_of(all[1], "l").empty());
  CHECK(label_of(all[2], "y") == "a,x=b");
}

TEST_CASE("rates are of the time between two looks, and quantiles of its requests alone") {
  const auto before = read_samples(look(100, 100, 0)), now = read_samples(look(190, 110, 10));
  const auto seen = figures_between(before, now, 10);
  CHECK(seen.requests == Approx(11));
  CHECK(seen.failures_5xx == Approx(1));
  CHECK(seen.failures_4xx == Approx(0));
  CHECK(seen.client_p50 == Approx(0.1 * 50 / 90));
  CHECK(seen.client_p99 == Approx(0.1 + 0.4 * 9 / 10));
  CHECK(seen.breakers_open == 1);
  CHECK(seen.engine_busy == 3);
  CHECK(seen.engine_idle == 4);
  REQUIRE(seen.keys.size() == 2);
  CHECK(seen.keys[0] == std::pair<std::string, double>("shop", 9));
  REQUIRE(seen.failures.size() == 1);
  CHECK(seen.failures[0] == std::pair<std::string, double>("list not_sent", 1));
}

TEST_CASE("a program that was started again counts from 0, and one look is of all its time") {
  const auto before = read_samples(look(500, 500, 0)), now = read_samples(look(5, 5, 0));
  CHECK(figures_between(before, now, 10).requests == Approx(1));
  CHECK(figures_between({}, now, 10).requests == Approx(1));
  CHECK(uptime_of(now, 1'060) == 60);
  CHECK(uptime_of({}, 1'060) == 1);
  CHECK(figures_between({}, {}, 0).requests == 0);
}

TEST_CASE("the screen has rates, both sides, the breaker, keys and failures in 80 columns") {
  const auto text = to_text(figures_between({}, read_samples(look(90, 10, 2)), 10), "ramal top");
  for (const char* part :
       {"ramal top", "requests", "clients", "engine", "OPEN", "shop", "list not_sent", "3 busy, 4 idle"})
    CHECK(text.find(part) != std::string::npos);
  for (std::size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1)
    CHECK(text.find('\n', begin) - begin <= 80);
}

}  // namespace ramal::doctor
