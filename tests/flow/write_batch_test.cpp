// Writes that wait until all that is ready has been read: what goes out when, and what may change meanwhile.
#include <catch2/catch.hpp>

#include "tests/memory/session_fixture.hpp"

namespace ramal::test {
namespace {

const std::string good = answer_of(201, R"({"id":"a"})");

}  // namespace

TEST_CASE("a native request and the client's answer are written at the ends of their rounds") {
  session_fixture at;
  at.worker.upstream.answer_always(good);
  at.worker.batches_writes = true;
  at.send(start_call);
  CHECK(at.worker.upstream.requests().empty());
  CHECK(at.worker.upstream.connects() == 0);
  at.worker.end_round();
  CHECK(at.worker.upstream.requests().size() == 1);
  at.loop.run();
  CHECK(at.received.empty());
  at.worker.end_round();
  CHECK(at.take_answer().status == 201);
  CHECK(at.worker.records == 1);
}

TEST_CASE("U5 a connection that the engine ends while a request waits for its turn does not get it") {
  session_fixture at;
  at.worker.upstream.answer_always(good);
  CHECK(at.ask(start_call).status == 201);
  REQUIRE(at.worker.upstream.idle() == 1);
  at.worker.batches_writes = true;
  at.send(start_call);
  at.worker.upstream.close_idle(true);
  at.worker.end_round();
  at.loop.run();
  at.worker.end_round();
  CHECK(at.take_answer().status == 201);
  CHECK(at.worker.upstream.connects() == 2);
  CHECK(at.worker.upstream.requests().size() == 2);
}

TEST_CASE("a large answer does not wait for those of others") {
  session_fixture at;
  at.worker.upstream.answer_always(answer_of(200, R"({"id":"a","more":")" + std::string(70'000, 'x') + R"("})"));
  at.worker.batches_writes = true;
  at.send(get_call);
  at.worker.end_round();
  at.loop.run();
  CHECK(at.take_answer().status == 200);
}

}  // namespace ramal::test
