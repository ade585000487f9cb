// What a client key may be used for (contracts/gateway.md section 2), against the real binary: what the engine saw, what
// a reload changes, and what nobody learns.
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <set>

#include "tests/harness/eventually.hpp"
#include "tests/system/live_gateway.hpp"

namespace ramal::system_tests {
namespace {

const std::string secret_key = "canary-client-key";
const std::string secret_native = "ps_canary_native_key";

std::string key_with(const std::string& rules) {
  return "[{name: panel, client_key: " + secret_key + ", native_key: " + secret_native + ", " + rules + "}, " +
         "{name: bot, client_key: " + std::string(client_key) + ", native_key: " + native_key + "}]";
}

std::string by(const std::string& key, std::string request) {
  const std::string own = std::string("apikey: ") + client_key;
  return request.replace(request.find(own), own.size(), "apikey: " + key);
}

const std::string a_start = by(secret_key, post("/call/start", R"({"number":"5511987654321"})"));
const std::string a_list = by(secret_key, get("/call/list"));

std::string without_id(answer seen) {
  std::string text = std::to_string(seen.status) + seen.body;
  for (const auto& field : seen.head.fields)
    if (field.name != "X-Request-Id" && field.name != "Date") text += "\n" + field.name + ": " + field.value;
  return text;
}

// Stops the program: nothing that it wrote holds a key.
void check_no_key_was_told(live_gateway& both, const std::vector<answer>& answers) {
  both.program.stop();
  for (const answer& one : answers) {
    CHECK(one.body.find("canary") == std::string::npos);
    for (const auto& field : one.head.fields) CHECK(field.value.find("canary") == std::string::npos);
  }
  CHECK(both.program.access_log().find("canary") == std::string::npos);
  CHECK(both.program.stderr_text().find("canary") == std::string::npos);
}

}  // namespace

TEST_CASE("K13 K3 a refused operation and a refused number: nothing reaches the engine, and no text holds a key") {
  live_gateway both(with{{"keys", key_with("allow: [read, start], callees: {deny: [55]}")}});
  std::vector<answer> seen;
  for (const std::string& request :
       {a_start, by(secret_key, post("/call/hangup", R"({"callId":"call_1"})")),
        by(secret_key, post("/call/media/play", R"({"callId":"call_1","mediaUrl":"https://a.example/a.mp3"})")),
        by(secret_key, post("/call/start", R"({"number":"+55 (11) 98765-4321"})"))})
    seen.push_back(both.ask(request));
  CHECK(code_of(seen[0]) == "CALLEE_NOT_ALLOWED");
  CHECK(code_of(seen[1]) == "OPERATION_NOT_ALLOWED");
  CHECK(code_of(seen[2]) == "OPERATION_NOT_ALLOWED");
  CHECK(code_of(seen[3]) == "CALLEE_NOT_ALLOWED");
  for (const answer& one : seen) CHECK(one.status == 403);
  CHECK(both.engine.requests().empty());
  seen.push_back(both.ask(a_list));
  CHECK(seen.back().status == 200);
  CHECK(both.ask(by(secret_key, post("/call/start", R"({"number":"14155550100"})"))).status == 201);
  CHECK(both.engine.requests().size() == 2);
  check_no_key_was_told(both, seen);
}

TEST_CASE("K13 K7 an expired key, one from elsewhere and an unknown one get the same 401, byte for byte") {
  std::set<std::string> answers;
  std::vector<answer> seen;
  for (const char* rules : {"expires: 2026-01-01T00:00:00Z", "addresses: [10.0.0.0/8]", "allow: [all]"}) {
    live_gateway both(with{{"keys", key_with(rules)}});
    const bool scoped = std::string(rules) != "allow: [all]";
    seen.push_back(both.ask(scoped ? a_start : by("canary-client-kez", post("/call/start", R"({"number":"5511"})"))));
    CHECK(seen.back().status == 401);
    answers.insert(without_id(seen.back()));
    CHECK(both.engine.requests().empty());
    CHECK(both.ask(get("/call/list")).status == 200);  // the other key is as it was
    check_no_key_was_told(both, seen);
  }
  CHECK(answers.size() == 1);
}

TEST_CASE("K13 O1 a reload narrows a key, lets it expire, and gives it back") {
  live_gateway both(with{{"keys", key_with("allow: [all]")}, {"workers", "2"}});
  raw_client kept(both.program.port());
  const auto ask = [&](const std::string& request) {
    kept.send(request);
    return kept.read_answer().status;
  };
  REQUIRE(ask(a_start) == 201);
  const auto change = [&](const std::string& rules) {
    both.write({{"keys", key_with(rules)}, {"workers", "2"}});
    both.reload();
  };
  change("allow: [read]");
  CHECK(ask(a_start) == 403);
  CHECK(ask(a_list) == 200);
  change("expires: 2026-01-01T00:00:00Z");
  CHECK(both.told("keys[0].expires: is over") == 1);
  CHECK(ask(a_list) == 401);
  change("addresses: [192.0.2.0/24]");
  CHECK(ask(a_list) == 401);
  change("callees: {allow: [55]}");
  CHECK(ask(a_start) == 201);
  CHECK(both.engine.requests().size() == 3);
}

TEST_CASE("K13 O1 a wrong scope leaves the old one in force, and the log says what to write") {
  live_gateway both(with{{"keys", key_with("allow: [read]")}});
  both.write({{"keys", key_with("allow: [strat]")}});
  const std::string said = both.reload_in_vain();
  CHECK(said.find("keys[0].allow[0]") != std::string::npos);
  CHECK(said.find("did you mean start?") != std::string::npos);
  CHECK(both.ask(a_start).status == 403);
  CHECK(both.ask(a_list).status == 200);
}

TEST_CASE("K13 O7 a wall clock that is set makes a key expire, and gives it back") {
  if (is_instrumented()) return;  // a sanitizer's own library must be loaded first
  temporary_directory folder;
  const auto file = (folder.path() / "shift").string();
  const auto set_clock = [&](std::int64_t ahead) {
    const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    REQUIRE(::write(fd, &ahead, sizeof ahead) == sizeof ahead);
    ::close(fd);
  };
  set_clock(0);
  fake_engine engine(success_of);
  ramal_process program(gateway_yaml(engine.base_url(), {{"keys", key_with("expires: 2098-01-01T00:00:00Z")}}),
                        {"LD_PRELOAD=" CLOCK_SHIFT_LIBRARY, "CLOCK_SHIFT_FILE=" + file});
  raw_client kept(program.port());
  const auto comes_to = [&](int status) {
    return tests::eventually([&] {
      kept.send(a_list);
      return kept.read_answer().status == status;
    });
  };
  CHECK(comes_to(200));
  constexpr std::int64_t year = 366 * 86'400;
  set_clock(73 * year);
  CHECK(comes_to(401));
  const std::size_t asked = engine.requests().size();
  kept.send(a_list);
  CHECK(kept.read_answer().status == 401);
  CHECK(engine.requests().size() == asked);
  set_clock(0);
  CHECK(comes_to(200));
  CHECK(program.stop() == 0);
}

}  // namespace ramal::system_tests
