// The program's own log on stderr (http-rules.md K11, O7).
#include <catch2/catch.hpp>

#include <sstream>

#include "tests/harness/contract_names.hpp"
#include "tests/system/live_gateway.hpp"

namespace ramal::system_tests {
namespace {

// Each is worth a line at debug: one more connection than the address may have.
void knock(const gateway& both, int times) {
  for (int i = 0; i < times; ++i) REQUIRE(both.connect("127.0.0.2").is_closed_by_peer());
}

bool is_json(const std::string& line) {
  std::string error;
  return parse_json(line, error).has_value();
}

}  // namespace

TEST_CASE("O7 a stderr that nobody reads costs lines, never requests, and the first line after that counts them") {
  gateway both(with{{"log.level", "debug"}, {"limits.connections_per_address", "1"}});
  const auto kept = both.connect("127.0.0.2");
  auto client = both.connect();
  both.program.neglect_stderr();
  knock(both, 100);  // many more lines than the pipe has room for
  for (const auto& request : {get("/call/list"), post("/call/start", start_body())}) {
    client.send(request);
    CHECK(client.read_answer().status / 100 == 2);
  }
  CHECK(both.engine.requests().size() == 2);
  both.program.read_stderr();
  const auto until = within();
  while (both.program.stderr_text().find("lines of this log were lost") == std::string::npos &&
         std::chrono::steady_clock::now() < until)
    knock(both, 1);
  CHECK(both.program.stderr_text().find("lines of this log were lost") != std::string::npos);
  CHECK(both.program.stop() == 0);
  std::istringstream lines(both.program.stderr_text());
  for (std::string line; std::getline(lines, line);) CHECK(is_json(line));
}

TEST_CASE("each line of the log is JSON, whatever a configuration holds") {
  live_gateway both;
  both.write_text("\"an \\\"odd\\\" \\\\ key\": 1\n\"a\\ttab\": 2\n");
  both.reload_in_vain();
  const auto said = both.program.stderr_text();
  std::istringstream lines(said);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    CAPTURE(line);
    CHECK(is_json(line));
  }
  CHECK(count > 2);
  CHECK(said.find("odd") != std::string::npos);
}

}  // namespace ramal::system_tests
