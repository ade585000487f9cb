// A thousand reloads while clients ask (http-rules.md O2, O3).
#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

#include "tests/system/live_gateway.hpp"

namespace ramal::system_tests {
namespace {

constexpr int reloads = 1'000;
constexpr int clients = 4;

std::string native_of(const std::string& generation) { return "ps_generation_" + generation; }

// One client key for all generations; native key and the engine's header change together.
with generation(int number) {
  const auto text = std::to_string(number);
  return {{"keys", key_of("client-c", native_of(text))},
          {"engine.headers", "[{name: X-Generation, value: \"" + text + "\"}]"}};
}

// Asks again and again, on a connection for some requests each. What went wrong first, "" if nothing.
std::string ask_on(std::uint16_t port, const std::atomic<bool>& over, std::atomic<std::size_t>& answered) {
  while (!over) {
    raw_client client(port);
    for (int i = 0; i < 20 && !over; ++i) {
      const bool start = i % 2 == 0;
      client.send(start ? "POST " + std::string(default_mount) +
                              "/call/start HTTP/1.1\r\nHost: a\r\napikey: client-c\r\n" +
                              "Content-Length: " + std::to_string(start_body().size()) + "\r\n\r\n" + start_body()
                        : list_by("client-c"));
      const auto seen = client.read_answer();
      if (seen.status != (start ? 201 : 200)) return std::to_string(seen.status) + seen.error + seen.body;
      ++answered;
    }
  }
  return "";
}

}  // namespace

TEST_CASE("O2 O3 a thousand reloads under load, one in ten invalid: no request lost, no mix of generations") {
  std::atomic<int> mixed{0};
  live_gateway both({{"workers", "2"},
                     {"keys", key_of("client-c", native_of("0"))},
                     {"engine.headers", "[{name: X-Generation, value: \"0\"}]"},
                     {"log.access", "off"},
                     {"limits.key_rate", "100000"},
                     {"limits.key_burst", "100000"}},
                    [&](const engine_request& request) {
                      const auto* number = request.head.find("X-Generation");
                      const auto* key = request.head.find("x-api-key");
                      if (number == nullptr || key == nullptr || *key != native_of(*number)) ++mixed;
                      return success_of(request);
                    });
  both.engine.expect_header("X-Generation", "");
  std::atomic<bool> over{false};
  std::atomic<std::size_t> answered{0};
  std::vector<std::string> wrong(clients);
  std::vector<std::thread> threads;
  for (int i = 0; i < clients; ++i)
    threads.emplace_back([&, i] { wrong[static_cast<std::size_t>(i)] = ask_on(both.program.port(), over, answered); });
  const std::string good = "configuration reloaded", bad = "the configuration stays as it was";
  int done = 0;
  for (int i = 1; i <= reloads; ++i) {
    const bool valid = i % 10 != 0;
    if (valid) both.write(generation(i));
    else both.write_text(both.text(generation(i)) + "nonsense: 1\n");
    both.program.signal(SIGHUP);
    const auto before = static_cast<std::size_t>(valid ? i - i / 10 - 1 : i / 10 - 1);
    done += both.wait_until_told(valid ? good : bad, before) ? 1 : 0;
  }
  over = true;
  for (auto& thread : threads) thread.join();
  CHECK(done == reloads);
  for (const auto& each : wrong) CHECK(each == "");
  CHECK(mixed == 0);
  CHECK(answered > 1'000);
  CHECK(both.engine.requests().size() == answered);
}

}  // namespace ramal::system_tests
