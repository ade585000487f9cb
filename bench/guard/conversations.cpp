// Plays fixed conversations through a whole session over memory, and tells callgrind where each begins and ends.
// Without callgrind it only checks that they are answered as expected.
//   conversations REQUESTS
#include <valgrind/callgrind.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "bench/tools/native_calls.hpp"
#include "proxy/inspector/recorder.hpp"
#include "tests/memory/go_server.hpp"
#include "tests/memory/session_fixture.hpp"

namespace ramal::test {

void report_impurity(const std::string& what) { std::fprintf(stderr, "%s\n", what.c_str()); }

}  // namespace ramal::test

namespace ramal::bench {
namespace {

enum class inspection {
  off,
  in_a_crowd,  // on, and what a worker may capture is used up by the first request
  of_all,      // on, and every request is captured
};

struct conversation {
  const char* name;
  std::string request;
  std::string engine_answer;
  std::string_view client_sees;  // how the answer begins
  bool passed = false;           // the answer is of the Evolution GO server
  inspection inspected = inspection::off;
};

std::string request(std::string_view line, std::string_view key, std::string_view body = {}) {
  std::string text(line);
  text.append(" HTTP/1.1\r\nHost: ramal.example\r\nUser-Agent: bench/1\r\nAccept: */*\r\napikey: ").append(key);
  if (!body.empty())
    text.append("\r\nContent-Type: application/json\r\nContent-Length: ").append(std::to_string(body.size()));
  return text.append("\r\n\r\n").append(body);
}

std::string answer(std::string_view status, std::string_view body) {
  return "HTTP/1.1 " + std::string(status) +
         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

std::vector<conversation> all_conversations() {
  const std::string mount = "/api/layer/evolution-go";
  const conversation start{"start",
                           request("POST " + mount + "/call/start", client_key, R"({"number":"5511999999999"})"),
                           answer("201 Created", native_start()), "HTTP/1.1 201 "};
  return {
      start,
      {"get", request("GET " + mount + "/call/get?callId=call_1", client_key), answer("200 OK", native_call_object(7)),
       "HTTP/1.1 200 "},
      {"native get", request("GET /v1/calls/call_1", client_key), answer("200 OK", native_call_object(7)),
       "HTTP/1.1 200 "},
      {"list of 25", request("GET " + mount + "/call/list?limit=25", client_key), answer("200 OK", native_list(25)),
       "HTTP/1.1 200 "},
      {"list of 1000", request("GET " + mount + "/call/list?limit=1000", client_key),
       answer("200 OK", native_list(1000)), "HTTP/1.1 200 "},
      {"unknown call", request("GET " + mount + "/call/get?callId=call_unknown", client_key),
       answer("404 Not Found", native_not_found()), "HTTP/1.1 404 "},
      {"wrong key", request("GET " + mount + "/call/get?callId=call_1", "no-such-key"), {}, "HTTP/1.1 401 "},
      {"message", request("POST " + mount + "/send/text", client_key, R"({"number":"5511999999999","text":"hello"})"),
       answer("200 OK", R"({"data":{"Info":{"ID":"3EB0C767D71D1A2B"}},"message":"success"})"), "HTTP/1.1 200 ", true},
      {"start, inspector on", start.request, start.engine_answer, start.client_sees, false, inspection::in_a_crowd},
      {"start, captured", start.request, start.engine_answer, start.client_sees, false, inspection::of_all},
  };
}

config::gateway settings(bool passes) {
  config::gateway made;
  made.engine.tls = false;
  made.engine.host = "engine.example";
  made.engine.port = 80;
  made.limits.requests_per_connection = 1'000'000'000;
  // no bucket fills while time stands still
  made.limits.key_rate = made.limits.key_burst = 1'000'000;
  made.limits.key_concurrency = made.limits.unauthorized_per_minute = 1'000'000;
  config::key key;
  key.name = "bench";
  key.client_key = config::secret(std::string(client_key));
  key.native_key = config::secret(std::string(native_key));
  if (passes) {
    made.evolution_go.emplace();
    made.evolution_go->tls = false;
    made.evolution_go->host = "go.example";
    made.evolution_go->port = 4000;
    key.evolution_go_token = config::secret("token-of-instance");
  }
  made.keys.push_back(std::move(key));
  return made;
}

// One session, its engine, an Evolution GO server, and the inspector's ring. What was seen is forgotten with the next
// request, so that nothing grows.
class stage {
 public:
  explicit stage(const conversation& what) : at_(settings(what.passed)), go_(at_.loop) {
    at_.worker.upstream.keeps_requests = false;
    at_.worker.go.server = {std::shared_ptr<void>(), &go_};
    at_.worker.exchanges = &ring_;  // as net::worker::capture_in() does
    if (what.inspected != inspection::off) ring_.turn_on();
    constexpr inspector::budget_limits one_request{1, 1}, all{1'000'000'000, 1'000'000'000};  // time stands still
    at_.worker.capture_left = inspector::capture_budget(what.inspected == inspection::of_all ? all : one_request);
  }
  ~stage() { at_.disconnect(); }

  void play(const conversation& what, unsigned times) {
    at_.worker.upstream.answer_always(what.engine_answer);
    for (unsigned i = 0; i < times; ++i) {
      at_.received.clear();
      at_.worker.log_text.clear();
      at_.send(what.request);
      if (what.passed && go_.stream() != nullptr) {
        go_.take_received();
        go_.put(what.engine_answer);
      }
    }
  }
  bool saw(std::string_view start) const { return at_.received.starts_with(start); }

  // So many exchanges were captured, and the last one with all that both sides sent.
  bool has_captured(unsigned requests) const {
    if (ring_.last() != requests) return false;
    if (requests == 0) return true;
    const inspector::recorder::shown last = ring_.find(requests);
    return last && last->bot_sent && last->engine_got && last->engine_said && last->bot_got;
  }

 private:
  inspector::recorder ring_;
  test::session_fixture at_;
  test::go_server go_;
};

unsigned captured_of(inspection how, unsigned requests) {
  switch (how) {
    case inspection::off: return 0;
    case inspection::in_a_crowd: return 1;
    case inspection::of_all: break;
  }
  return requests;
}

bool measure(stage& on, const conversation& what, unsigned times) {
  constexpr unsigned to_warm = 10;
  on.play(what, to_warm);
  CALLGRIND_ZERO_STATS;
  on.play(what, times);
  CALLGRIND_DUMP_STATS_AT(what.name);
  if (!on.saw(what.client_sees)) {
    std::fprintf(stderr, "%s is not answered with %s\n", what.name, std::string(what.client_sees).c_str());
    return false;
  }
  if (!on.has_captured(captured_of(what.inspected, to_warm + times))) {
    std::fprintf(stderr, "%s: the inspector has not what it should have: see flow::capture\n", what.name);
    return false;
  }
  return true;
}

}  // namespace
}  // namespace ramal::bench

int main(int argc, char** argv) {
  const unsigned times = argc > 1 ? static_cast<unsigned>(std::atoi(argv[1])) : 100;
  bool good = true;
  for (const auto& each : ramal::bench::all_conversations()) {
    ramal::bench::stage fresh(each);
    good = ramal::bench::measure(fresh, each, times) && good;
  }
  return good ? 0 : 1;
}
