// L7b: memory that a burst took goes back to the system when the burst is over.
#include <catch2/catch.hpp>


#include "tests/harness/eventually.hpp"
#include "tests/harness/instrumented.hpp"
#include "tests/system/process_figures.hpp"

namespace ramal::system_tests {
namespace {

constexpr long most_kept_kib = 24 * 1024;

// Many clients at once, each in the middle of a request with a body, so that each has buffers of its own.
void burst(const gateway& both) {
  const std::string request = post("/call/start", start_body() + std::string(60'000, ' '));
  std::vector<raw_client> clients;
  for (int i = 0; i < 900; ++i) {
    clients.push_back(both.connect());
    clients.back().send(request.substr(0, request.size() - 1));
  }
  for (auto& each : clients) each.send(request.substr(request.size() - 1));
  for (auto& each : clients) CHECK(each.read_answer().status == 201);
}

}  // namespace

TEST_CASE("L7b memory that a burst took goes back to the system when it is over") {
  if (is_instrumented()) return;  // a sanitizer has a heap of its own
  gateway both(with{{"workers", "2"}, {"limits.in_flight", "2000"}, {"limits.connections_per_address", "2000"}},
               success_of);
  CHECK(both.ask(get("/call/list")).status == 200);
  const long before = resident_kib(both.program, "VmRSS");
  burst(both);
  CHECK(resident_kib(both.program, "VmHWM") > before + most_kept_kib);  // else there is nothing to see
  const auto is_given_back = [&] { return resident_kib(both.program, "VmRSS") <= before + most_kept_kib; };
  CHECK(tests::eventually(is_given_back, within(std::chrono::seconds(60))));
  CHECK(both.ask(get("/call/list")).status == 200);
}

}  // namespace ramal::system_tests
