// `ramal contract --loop` plays the cases through the program: it is how they reach it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "contract/case_reader.hpp"
#include "contract/select.hpp"
#include "tests/contract/all_cases.hpp"
#include "tests/contract/event_reader.hpp"
#include "tests/harness/ramal_process.hpp"

namespace ramal::contract {
namespace {

// An address where nothing else of this machine has a port.
constexpr const char* engine_host = "127.0.0.77";

void replace(std::string& text, const std::string& what, const std::string& by) {
  REQUIRE(text.find(what) != std::string::npos);
  text.replace(text.find(what), what.size(), by);
}

// What strangers start.
std::string example_yaml(const std::string& engine) {
  auto yaml = tests::read_file(std::filesystem::path(RAMAL_CASE_FOLDER) / "../../examples/contract-loop.yaml");
  replace(yaml, "address: 127.0.0.1:8080", "address: 127.0.0.1:0");
  replace(yaml, "base_url: http://127.0.0.1:9000", "base_url: http://" + engine);
  return yaml + "log: {level: info}\n";
}

}  // namespace

TEST_CASE("command: cases that need no gateway of their own are those that ramal contract plays") {
  for (const auto& each : all_cases()) {
    if (is_event_case(each.text)) continue;
    CAPTURE(each.file, each.text.name);
    CHECK(choose(build_case(each.file, each.text), run_mode::loop).plays == !needs_own_gateway(each.text));
  }
}

TEST_CASE("command: ramal contract --loop plays every case that needs no gateway of its own") {
  const auto played = std::count_if(all_cases().begin(), all_cases().end(),
                                    [](const named_case& each) { return !needs_own_gateway(each.text); });
  REQUIRE(played > 1'000);
  const auto engine = std::string(engine_host) + ":" + std::to_string(tests::listening_socket(engine_host).port());
  tests::ramal_process gateway(example_yaml(engine));
  const auto key = gateway.directory() / "key";
  tests::write_file(key, client_key);
  const auto url = "http://127.0.0.1:" + std::to_string(gateway.port()) + default_mount;
  tests::ramal_process command({"contract", "--base-url", url, "--key-file", key.string(), "--loop", engine});
  const int code = command.wait(tests::within(std::chrono::minutes(4)));
  INFO(command.stdout_text() << command.stderr_text());
  CHECK(code == 0);
  const auto count = std::to_string(played);
  CHECK(command.stdout_text().ends_with(" answers " + count + " of " + count + "\n"));
}

}  // namespace ramal::contract
