// Which connections are closed first when it is crowded (http-rules.md L6).
#include <catch2/catch.hpp>

#include "tests/memory/session_fixture.hpp"

namespace ramal::test {

using std::chrono::seconds;

TEST_CASE("L6 a head that is not complete is shed with 408, and its client is not waited for") {
  session_fixture at;
  at.send("GET /api");
  at.loop.advance(seconds(3));
  at.worker.half_open.shed_older_than(at.loop.now() - seconds(2));
  at.loop.run();
  const client_answer answer = at.take_answer();
  CHECK(answer.status == 408);
  CHECK(answer.field("Connection") == "close");
  CHECK(at.session->done());
  CHECK(at.worker.log_text.find(R"("outcome":"REQUEST_TIMEOUT")") != std::string::npos);
}

TEST_CASE("L6 a connection that has been silent since it was accepted is shed without an answer") {
  session_fixture at;
  at.loop.advance(seconds(3));
  at.worker.half_open.shed_older_than(at.loop.now() - seconds(2));
  at.loop.run();
  CHECK(at.session->done());
  CHECK(at.received.empty());
  CHECK(at.worker.records == 0);
}

TEST_CASE("L6 younger ones stay, and so do those whose request came or whose turn has passed") {
  session_fixture at;
  at.loop.advance(seconds(1));
  at.worker.half_open.shed_older_than(at.loop.now() - seconds(2));
  at.loop.run();
  CHECK_FALSE(at.is_over());
  CHECK(at.ask(get_request("/server/ok")).status == 200);
  at.loop.advance(seconds(5));
  at.worker.half_open.shed_oldest(10);
  at.loop.run();
  CHECK_FALSE(at.is_over());
  at.worker.upstream.answer_always("");
  at.send(get_request("/call/list"));
  at.worker.half_open.shed_oldest(10);
  at.loop.run();
  CHECK_FALSE(at.is_over());
  CHECK(at.received.empty());
}

TEST_CASE("L6 who lingers behind a refusal makes room, too") {
  session_fixture at;
  at.send("GET / HTTP/1.1\r\nbad\r\n\r\n");
  CHECK(at.take_answer().status == 400);
  CHECK_FALSE(at.session->done());
  at.worker.half_open.shed_oldest(1);
  at.loop.run();
  CHECK(at.session->done());
}

TEST_CASE("L6 nobody is shed whose bytes have arrived") {
  session_fixture at;
  at.client->put(get_request("/server/ok"));
  CHECK(at.worker.half_open.shed_oldest(1) == 0);
  at.loop.run();
  CHECK(at.take_answer().status == 200);
}

TEST_CASE("L6 who was served and is silent since can be shed, until its next request begins") {
  session_fixture at;
  CHECK(at.ask(get_request("/server/ok")).status == 200);
  CHECK(at.worker.idle_clients.shed_oldest(1, at.loop.now()) == 0);  // not idle for long enough
  at.loop.advance(seconds(3));
  at.client->put(get_request("/server/ok"));
  CHECK(at.worker.idle_clients.shed_oldest(1) == 0);
  at.loop.run();
  CHECK(at.take_answer().status == 200);
  at.send("GET /");
  CHECK(at.worker.idle_clients.shed_oldest(1) == 0);
  CHECK(at.worker.half_open.shed_oldest(1) == 1);
  at.loop.run();
  CHECK(at.take_answer().status == 408);
  CHECK(at.session->done());
  at.connect();
  CHECK(at.ask(get_request("/server/ok")).status == 200);
  CHECK(at.worker.idle_clients.shed_oldest(1) == 1);
  at.loop.run();
  CHECK(at.session->done());
  CHECK(at.received.empty());
}

TEST_CASE("L6 the next request's incomplete head is half-open, too") {
  session_fixture at;
  at.send(get_request("/server/ok") + "GET /");
  CHECK(at.take_answer().status == 200);
  at.worker.half_open.shed_oldest(1);
  at.loop.run();
  CHECK(at.take_answer().status == 408);
  CHECK(at.session->done());
}

}  // namespace ramal::test
