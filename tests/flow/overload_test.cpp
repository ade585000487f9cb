// Places at the engine and the queue before them (http-rules.md L8, L9), many sessions on one worker.
#include <catch2/catch.hpp>

#include <deque>

#include "tests/memory/session_fixture.hpp"

namespace ramal::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string list = get_request("/call/list");
const std::string hangup = post_request("/call/hangup", R"({"callId":"call_1"})");
const std::string answered = answer_of(200, R"({"calls":[]})");

config::gateway settings_with(std::size_t in_flight, std::size_t queued) {
  config::gateway settings = test_settings();
  settings.limits.in_flight = in_flight;
  settings.limits.queued = queued;
  return settings;
}

// Several clients of one worker; the engine answers when it is told to.
struct crowd_fixture {
  struct visitor {
    visitor(crowd_fixture& at)
        : client(at.loop, [this](std::string_view bytes) { seen.append(bytes); }),
          session(flow::run_session(client, at.worker, "192.0.2.1")) {
      session.start();
    }
    std::string seen;
    memory_stream client;
    flow::task<void> session;

    std::string status() const { return seen.substr(0, 12); }
  };

  explicit crowd_fixture(std::size_t in_flight, std::size_t queued) : worker(loop, settings_with(in_flight, queued)) {
    worker.upstream.answer_always("");
  }
  ~crowd_fixture() {
    for (visitor& each : visitors) each.client.break_off();
    for (loop.run(); loop.advance_to_next_deadline(); loop.run()) {}
  }

  visitor& arrives(const std::string& request) {
    visitor& made = visitors.emplace_back(*this);
    made.client.put(request);
    loop.run();
    return made;
  }
  // The engine answers the request that came last.
  void answer_last() {
    worker.upstream.last()->put(answered);
    loop.run();
  }
  std::size_t asked() const { return worker.upstream.requests().size(); }

  memory_loop loop;
  memory_worker worker;
  std::deque<visitor> visitors;
};

}  // namespace

TEST_CASE("L8 beyond the places requests wait in line, and the engine sees them one by one") {
  crowd_fixture at(1, 2);
  auto& first = at.arrives(list);
  auto& second = at.arrives(list);
  auto& third = at.arrives(list);
  CHECK(at.asked() == 1);
  CHECK(at.worker.gate.queue.now().all_waiting() == 2);
  at.answer_last();
  CHECK(first.status() == "HTTP/1.1 200");
  CHECK(at.asked() == 2);
  CHECK(third.seen.empty());
  at.answer_last();
  CHECK(second.status() == "HTTP/1.1 200");
  at.answer_last();
  CHECK(third.status() == "HTTP/1.1 200");
  CHECK(at.worker.gate.queue.now().inside == 0);
}

TEST_CASE("L8 what finds no place and no room to wait is refused at once, and says that nothing was sent") {
  crowd_fixture at(1, 1);
  at.arrives(start_call);
  at.arrives(start_call);
  auto& refused = at.arrives(start_call);
  CHECK(refused.status() == "HTTP/1.1 503");
  CHECK(refused.seen.find("\"code\":\"OVERLOADED\"") != std::string::npos);
  CHECK(refused.seen.find("\r\nRetry-After: 1\r\n") != std::string::npos);
  CHECK(refused.seen.find("\r\nX-Ramal-Upstream: not-sent\r\n") != std::string::npos);
  CHECK(refused.seen.find("\r\nConnection: close") == std::string::npos);
  CHECK(at.asked() == 1);
  CHECK(at.worker.log_text.find(R"("outcome":"OVERLOADED")") != std::string::npos);
}

TEST_CASE("L8 a request waits for so long and no longer, and the log says how long it did") {
  crowd_fixture at(1, 1);
  at.arrives(list);
  auto& late = at.arrives(list);
  at.loop.advance(milliseconds(999));
  CHECK(late.seen.empty());
  at.loop.advance(milliseconds(1));
  CHECK(late.status() == "HTTP/1.1 503");
  CHECK(at.worker.log_text.find(R"("queued_ms":1000.000)") != std::string::npos);
  CHECK(at.asked() == 1);
  CHECK(at.worker.gate.queue.now().all_waiting() == 0);
  // its connection goes on, and so does the queue
  late.seen.clear();
  late.client.put(list);
  at.loop.run();
  at.answer_last();
  CHECK(at.asked() == 2);
  at.answer_last();
  CHECK(late.status() == "HTTP/1.1 200");
}

TEST_CASE("L8 a client that goes away while it waits leaves the queue, and nothing of it is sent") {
  for (const bool reset : {false, true}) {
    crowd_fixture at(1, 1);
    auto& first = at.arrives(list);
    auto& gone = at.arrives(start_call);
    if (reset) gone.client.break_off();
    else gone.client.put_end();
    at.loop.run();
    CHECK(at.worker.gate.queue.now().all_waiting() == 0);
    CHECK(at.worker.log_text.find(R"("outcome":"client-gone")") != std::string::npos);
    auto& next = at.arrives(list);
    at.answer_last();
    CHECK(first.status() == "HTTP/1.1 200");
    CHECK(at.asked() == 2);
    at.answer_last();
    CHECK(next.status() == "HTTP/1.1 200");
    CHECK(at.worker.upstream.requests().back().starts_with("GET "));
  }
}

TEST_CASE("L8 what a client sends while it waits is its next request") {
  crowd_fixture at(1, 1);
  at.arrives(list);
  auto& busy = at.arrives(list);
  busy.client.put(get_request("/server/ok"));
  at.loop.run();
  CHECK(busy.seen.empty());
  at.answer_last();
  at.answer_last();
  CHECK(busy.status() == "HTTP/1.1 200");
  CHECK(busy.seen.find(R"({"status":"ok"})") != std::string::npos);
}

TEST_CASE("L8 OPTIONS and server/ok need no place") {
  crowd_fixture at(1, 0);
  at.arrives(list);
  CHECK(at.arrives(get_request("/server/ok")).status() == "HTTP/1.1 200");
  CHECK(at.arrives(list).status() == "HTTP/1.1 503");
}

TEST_CASE("L9 a hangup takes the place in the line of the newest list, and goes before all that are less urgent") {
  crowd_fixture at(1, 3);
  at.arrives(list);
  auto& older = at.arrives(list);
  auto& newer = at.arrives(list);
  auto& begins = at.arrives(start_call);
  auto& ends = at.arrives(hangup);
  CHECK(newer.status() == "HTTP/1.1 503");
  CHECK(older.seen.empty());
  auto& also_begins = at.arrives(start_call);
  CHECK(older.status() == "HTTP/1.1 503");
  CHECK(at.arrives(list).status() == "HTTP/1.1 503");
  CHECK(at.arrives(start_call).status() == "HTTP/1.1 503");
  at.answer_last();
  CHECK(at.worker.upstream.requests()[1].find("/terminate ") != std::string::npos);
  at.answer_last();
  CHECK(ends.status() == "HTTP/1.1 200");
  CHECK(at.asked() == 3);
  at.answer_last();
  CHECK_FALSE(begins.seen.empty());
  CHECK(also_begins.seen.empty());
}

TEST_CASE("L9 the last places are kept for what is urgent") {
  crowd_fixture at(8, 0);
  for (int i = 0; i < 6; ++i) CHECK(at.arrives(list).seen.empty());
  CHECK(at.arrives(list).status() == "HTTP/1.1 503");
  CHECK(at.arrives(start_call).seen.empty());
  CHECK(at.arrives(start_call).status() == "HTTP/1.1 503");
  CHECK(at.arrives(hangup).seen.empty());
  CHECK(at.arrives(hangup).status() == "HTTP/1.1 503");
  CHECK(at.asked() == 8);
}

TEST_CASE("L8 a refused request holds no place: its key may go on, and so may the engine") {
  crowd_fixture at(1, 0);
  at.arrives(list);
  for (int i = 0; i < 100; ++i) at.arrives(list);
  CHECK(at.asked() == 1);
  CHECK(at.worker.gate.queue.now().inside == 1);
  at.answer_last();
  CHECK(at.worker.gate.queue.now().inside == 0);
  at.arrives(list);
  CHECK(at.asked() == 2);
}

}  // namespace ramal::test
