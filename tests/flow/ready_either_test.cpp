// Waiting on two streams at once.
#include <catch2/catch.hpp>

#include <optional>
#include <string>

#include "proxy/flow/task.hpp"
#include "tests/memory/stream.hpp"

namespace ramal::test {
namespace {

using flow::interest;
using flow::wait_result;
using namespace std::chrono_literals;

struct fixture {
  memory_loop loop;
  memory_stream a{loop, [](std::string_view) {}}, b{loop, [](std::string_view) {}};
  std::optional<wait_result> why;
  bool first = false, second = false;
  int resumed = 0;

  flow::task<void> wait(interest of_a, interest of_b) {
    const flow::either_result how = co_await flow::ready_either(a, of_a, b, of_b, loop.now() + 5s);
    why = how.why;
    first = how.first;
    second = how.second;
    ++resumed;
  }
};

}  // namespace

TEST_CASE("whichever stream is ready first ends the wait on both, once") {
  for (const bool first : {true, false}) {
    fixture on;
    auto waiting = on.wait(interest::read, interest::read);
    waiting.start();
    CHECK_FALSE(on.why.has_value());
    (first ? on.a : on.b).put("x");
    on.loop.run();
    CHECK(on.why == wait_result::ready);
    CHECK(on.first == first);
    CHECK(on.second != first);
    CHECK_FALSE(on.loop.has_waiters());
    (first ? on.b : on.a).put("x");
    on.loop.run();
    CHECK(on.resumed == 1);
  }
}

TEST_CASE("both streams may be ready at once") {
  fixture on;
  auto waiting = on.wait(interest::read, interest::read_write);
  waiting.start();
  on.a.put("x");
  on.b.put("x");
  on.loop.run();
  CHECK(on.resumed == 1);
  CHECK_FALSE(on.loop.has_waiters());
}

TEST_CASE("a wait on two streams has one deadline, and may be cancelled") {
  fixture late;
  auto until_deadline = late.wait(interest::none, interest::read);
  until_deadline.start();
  late.a.put("nobody wants it");
  late.loop.advance(4s);
  CHECK_FALSE(late.why.has_value());
  late.loop.advance(2s);
  CHECK(late.why == wait_result::timeout);
  CHECK(late.resumed == 1);
  fixture ended;
  auto cancelled = ended.wait(interest::read, interest::read);
  cancelled.start();
  ended.b.cancel_wait();
  CHECK(ended.why == wait_result::cancelled);
  CHECK_FALSE(ended.loop.has_waiters());
}

TEST_CASE("a stream may be waited for to read and to write") {
  fixture on;
  on.a.let_write(0);
  auto waiting = on.wait(interest::read_write, interest::none);
  waiting.start();
  on.loop.run();
  CHECK_FALSE(on.why.has_value());
  on.a.let_write(1);
  on.loop.run();
  CHECK(on.why == wait_result::ready);
}

}  // namespace ramal::test
