#include "proxy/metrics/exposition.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include <catch2/catch.hpp>

namespace ramal::metrics {
namespace {

using namespace std::chrono_literals;

bool has(const std::string& text, const std::string& line) { return text.find(line + "\n") != std::string::npos; }

const routes::route& start_row() {
  const auto all = routes::routes();
  return *std::ranges::find(all, std::string_view("/call/start"), &routes::route::pattern);
}

finished_request start_of(key_slot key) {
  finished_request made;
  made.row = &start_row();
  made.status = 201;
  made.engine = 4ms;
  made.native_status = 201;
  made.total = 6ms;
  made.key = key;
  return made;
}

}  // namespace

TEST_CASE("the counters of all workers are added up") {
  const auto one = std::make_unique<worker_counts>(), other = std::make_unique<worker_counts>();
  one->count(start_of(native_keys));
  other->count(start_of(native_keys));
  other->now.connections.set(5);
  one->now.connections.set(2);
  const std::array<const worker_counts*, 2> all{one.get(), other.get()};
  text_writer out(text_format::prometheus);
  write_requests(all, out);
  const std::string text = out.finish();
  INFO(text);
  const std::string start = R"(http_route="/call/start",http_request_method="POST",http_response_status_code="201")";
  CHECK(has(text, "http_server_request_duration_seconds_bucket{" + start + ",le=\"0.005\"} 0"));
  CHECK(has(text, "http_server_request_duration_seconds_bucket{" + start + ",le=\"0.01\"} 2"));
  CHECK(has(text, "http_server_request_duration_seconds_sum{" + start + "} 0.012"));
  CHECK(has(text, R"(ramal_calls_total{operation="start",outcome="ok"} 2)"));
  CHECK(has(text, R"(http_client_request_duration_seconds_count{http_request_method="POST",)"
                  R"(http_response_status_code="201"} 2)"));
  CHECK(has(text, "ramal_connections 7"));
  CHECK(has(text, "ramal_calls_unknown_total 0"));
  CHECK(has(text, R"(ramal_rate_limited_total{scope="address"} 0)"));
}

TEST_CASE("keys are named as in the configuration, and those behind the bound together") {
  const auto one = std::make_unique<worker_counts>();
  key_slots names(1);
  const auto slots = names.slots_of({"shop", "bank"});
  one->reserve_keys(names.size());
  one->count(start_of(slots[0]));
  one->count(start_of(slots[1]));
  const std::array<const worker_counts*, 1> all{one.get()};
  text_writer out(text_format::prometheus);
  write_keys(all, names, out);
  const std::string text = out.finish();
  INFO(text);
  CHECK(has(text, R"(ramal_key_requests_total{key="shop",operation="start",outcome="ok"} 1)"));
  CHECK(has(text, R"(ramal_key_requests_total{key="_other",operation="start",outcome="ok"} 1)"));
  CHECK(text.find("bank") == std::string::npos);
}

TEST_CASE("ten thousand keys and every route and status make a text that has a bound") {
  const auto one = std::make_unique<worker_counts>();
  key_slots names(200);
  std::vector<std::string> all_names;
  for (int i = 0; i < 10'000; ++i) all_names.push_back("key" + std::to_string(i));
  const auto slots = names.slots_of(all_names);
  one->reserve_keys(names.size());
  for (const key_slot slot : slots) one->count(start_of(slot));
  for (const routes::route& row : routes::routes())
    for (std::uint16_t status = 100; status < 600; ++status) {
      finished_request request;
      request.row = &row;
      request.status = status;
      request.engine = 1ms;
      request.native_status = status;
      one->count(request);
    }
  const std::array<const worker_counts*, 1> all{one.get()};
  text_writer out(text_format::prometheus);
  write_requests(all, out);
  write_keys(all, names, out);
  const std::string text = out.finish();
  CHECK(text.size() < 1'000'000);
  CHECK(has(text, R"(ramal_key_requests_total{key="_other",operation="start",outcome="ok"} 9800)"));
  CHECK(text.find(R"({http_route="_other",http_request_method="_OTHER",http_response_status_code="_other",le=)") !=
        std::string::npos);
}

TEST_CASE("what is true of the process stands in front") {
  text_writer out(text_format::prometheus);
  write_process({"0.1.0", "abc", 1'790'000'000, 1'024, 12, false, 1'790'000'001}, out);
  const std::string text = out.finish();
  CHECK(has(text, R"(ramal_build_info{version="0.1.0",commit="abc"} 1)"));
  CHECK(has(text, "process_resident_memory_bytes 1024"));
  CHECK(has(text, "ramal_config_last_reload_success 0"));
}

}  // namespace ramal::metrics
