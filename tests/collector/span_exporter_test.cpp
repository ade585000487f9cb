// Spans leave in batches, and nothing that a collector does makes them wait for ever: what it does not take is dropped and
// counted.
#include "proxy/collector/span_exporter.hpp"

#include <deque>
#include <map>
#include <string>

#include <catch2/catch.hpp>

namespace ramal::collector {
namespace {

using relay::milliseconds;
using std::chrono::seconds;
using tracing::span_record;
using tracing::span_ring;

// Time is the test's.
class test_loop final : public relay::control_loop {
 public:
  store::instant now() const override { return store::instant(passed_); }
  std::chrono::steady_clock::time_point steady() const override {
    return std::chrono::steady_clock::time_point(std::chrono::hours(1)) + passed_;
  }
  std::unique_ptr<relay::timer> make_timer() override { return std::make_unique<test_timer>(*this); }
  void post(std::function<void()> what) override { posted_.push_back(std::move(what)); }

  void run() {
    while (!posted_.empty()) {
      const auto what = std::move(posted_.front());
      posted_.pop_front();
      what();
    }
  }
  void advance(milliseconds time) {
    run();
    for (const milliseconds until = passed_ + time;;) {
      const auto next = waits_.begin();
      if (next == waits_.end() || next->first > until) {
        passed_ = until;
        return;
      }
      passed_ = next->first;
      const auto then = std::move(next->second.then);
      waits_.erase(next);
      then();
      run();
    }
  }

 private:
  struct wait {
    const relay::timer* whose;
    std::function<void()> then;
  };
  class test_timer final : public relay::timer {
   public:
    explicit test_timer(test_loop& loop) : loop_(loop) {}
    ~test_timer() override { test_timer::cancel(); }
    void start(milliseconds after, std::function<void()> then) override {
      cancel();
      loop_.waits_.emplace(loop_.passed_ + after, wait{this, std::move(then)});
    }
    void cancel() override {
      std::erase_if(loop_.waits_, [this](const auto& one) { return one.second.whose == this; });
    }

   private:
    test_loop& loop_;
  };

  milliseconds passed_{0};
  std::multimap<milliseconds, wait> waits_;
  std::deque<std::function<void()>> posted_;
};

// A collector whose answers the test gives.
class test_collector final : public relay::delivery_client {
 public:
  void start(relay::delivery_request what, on_sent, completion done) override {
    ++attempts;
    bodies.push_back(what.body);
    last = std::move(what);
    open.push_back(std::move(done));
  }
  void stop() override {
    while (!open.empty()) answer(0, relay::delivery_failure::stopped);
  }
  void answer(unsigned status, relay::delivery_failure failure = relay::delivery_failure::none) {
    REQUIRE_FALSE(open.empty());
    const completion done = std::move(open.front());
    open.pop_front();
    relay::delivery_result result;
    result.status = status;
    result.failure = failure;
    result.error = "collector.example port 4318: nothing listens there";
    done(std::move(result));
  }
  void fail() { answer(0, relay::delivery_failure::connect); }

  std::deque<completion> open;
  std::vector<std::string> bodies;
  relay::delivery_request last;
  unsigned attempts = 0;
};

struct world {
  world() { exporter.use(target()); }
  ~world() { collector.stop(); }

  static export_target target() {
    export_target made;
    made.request.headers.emplace_back("x-team", "calls");
    return made;
  }
  // Each is a span.
  void request(std::size_t count = 1) {
    for (std::size_t i = 0; i < count; ++i) ring.push(span_record{});
  }
  void pass(milliseconds time) { loop.advance(time); }

  test_loop loop;
  test_collector collector;
  span_ring ring{20'000};
  span_exporter exporter{loop, collector, [this] { return std::vector<span_ring*>{&ring}; }};
};

}  // namespace

TEST_CASE("spans of a second are one request, and where there are none there is none") {
  world at;
  at.pass(seconds(5));
  CHECK(at.collector.attempts == 0);
  at.request(3);
  at.pass(span_exporter::round);
  REQUIRE(at.collector.attempts == 1);
  CHECK(at.collector.last.headers.back() == std::pair<std::string, std::string>("x-team", "calls"));
  CHECK(at.collector.last.body.starts_with("{\"resourceSpans\":["));
  at.collector.answer(200);
  at.pass(seconds(5));
  CHECK(at.collector.attempts == 1);
  CHECK(at.exporter.exported() == 3);
  CHECK(at.exporter.dropped() == 0);
}

TEST_CASE("many spans are several batches, one after the other") {
  world at;
  at.request(span_exporter::most_at_once * 2 + 1);
  at.pass(span_exporter::round);
  CHECK(at.collector.attempts == 1);
  at.collector.answer(200);
  CHECK(at.collector.attempts == 2);
  at.collector.answer(200);
  CHECK(at.collector.attempts == 2);
  at.pass(span_exporter::round);
  CHECK(at.collector.attempts == 3);
  at.collector.answer(200);
  CHECK(at.exporter.exported() == span_exporter::most_at_once * 2 + 1);
}

TEST_CASE("a batch that may be sent again is, with pauses, and then dropped") {
  for (const unsigned status : {0U, 429U, 502U, 503U, 504U}) {
    INFO(status);
    world at;
    const auto answer = [&] { status == 0 ? at.collector.fail() : at.collector.answer(status); };
    at.request(2);
    at.pass(span_exporter::round);
    answer();
    CHECK(at.collector.attempts == 1);
    at.pass(span_exporter::first_pause);
    CHECK(at.collector.attempts == 2);
    answer();
    at.pass(span_exporter::first_pause);
    CHECK(at.collector.attempts == 2);
    at.pass(span_exporter::first_pause);
    CHECK(at.collector.attempts == 3);
    CHECK(at.collector.bodies.front() == at.collector.bodies.back());
    CHECK(at.exporter.dropped() == 0);
    answer();
    at.pass(seconds(30));
    CHECK(at.collector.attempts == 3);
    CHECK(at.exporter.dropped() == 2);
    CHECK(at.exporter.exported() == 0);
  }
}

TEST_CASE("a batch that the collector refuses is dropped at once, and the next one is sent") {
  for (const unsigned status : {400U, 401U, 404U, 500U, 302U}) {
    INFO(status);
    world at;
    at.request(2);
    at.pass(span_exporter::round);
    at.collector.answer(status);
    CHECK(at.exporter.dropped() == 2);
    at.request();
    at.pass(span_exporter::round);
    REQUIRE(at.collector.attempts == 2);
    at.collector.answer(200);
    CHECK(at.exporter.exported() == 1);
  }
}

TEST_CASE("while a collector does not answer so many records wait, and no more") {
  world at;
  at.request();
  at.pass(span_exporter::round);
  at.request(span_exporter::most_waiting + 7);
  at.pass(span_exporter::round);
  CHECK(at.collector.attempts == 1);
  CHECK(at.exporter.dropped() == 7);
}

TEST_CASE("what a ring drops is counted, too") {
  world at;
  at.request(20'000 + 5);
  CHECK(at.exporter.dropped() == 5);
}

TEST_CASE("at the end of the program what is left is sent, and waited for") {
  world at;
  at.request(span_exporter::most_at_once + 1);
  bool over = false;
  at.exporter.finish([&] { over = true; });
  at.pass(milliseconds(0));
  CHECK_FALSE(over);
  CHECK(at.collector.last.timeout <= span_exporter::last_chance);
  at.collector.answer(200);
  CHECK_FALSE(over);
  at.collector.answer(200);
  CHECK(over);
  CHECK(at.exporter.exported() == span_exporter::most_at_once + 1);
}

TEST_CASE("the end of the program waits for no collector that is slow or fails") {
  world slow;
  slow.request(2);
  bool over = false;
  slow.exporter.finish([&] { over = true; });
  slow.pass(span_exporter::last_chance - milliseconds(1));
  CHECK_FALSE(over);
  slow.pass(milliseconds(1));
  CHECK(over);
  world failing;
  failing.request(span_exporter::most_at_once + 1);
  over = false;
  failing.exporter.finish([&] { over = true; });
  failing.pass(milliseconds(0));
  failing.collector.fail();
  CHECK(over);
  CHECK(failing.exporter.dropped() == span_exporter::most_at_once + 1);
}

TEST_CASE("the end of a program that has no spans comes at once") {
  world at;
  bool over = false;
  at.exporter.finish([&] { over = true; });
  CHECK_FALSE(over);
  at.pass(milliseconds(0));
  CHECK(over);
  CHECK(at.collector.attempts == 0);
}

TEST_CASE("a batch that waits to be sent again is sent once more at the end") {
  world at;
  at.request();
  at.pass(span_exporter::round);
  at.collector.fail();
  bool over = false;
  at.exporter.finish([&] { over = true; });
  at.pass(milliseconds(0));
  CHECK(at.collector.attempts == 2);
  at.collector.answer(200);
  CHECK(over);
  CHECK(at.exporter.exported() == 1);
}

TEST_CASE("where no collector is configured any more spans are dropped, and where there is one again they are sent") {
  world at;
  at.request(2);
  at.exporter.use(std::nullopt);
  CHECK(at.exporter.dropped() == 2);
  at.pass(seconds(5));
  CHECK(at.collector.attempts == 0);
  at.exporter.use(world::target());
  at.request();
  at.pass(span_exporter::round);
  REQUIRE(at.collector.attempts == 1);
  at.collector.answer(200);
  CHECK(at.exporter.exported() == 1);
}

TEST_CASE("a request that is under way when the collector goes is still counted by its answer") {
  world at;
  at.request();
  at.pass(span_exporter::round);
  at.exporter.use(std::nullopt);
  at.collector.answer(200);
  CHECK(at.exporter.exported() == 1);
  CHECK(at.exporter.dropped() == 0);
}

TEST_CASE("a stop drops what is under way") {
  world at;
  at.request(3);
  at.pass(span_exporter::round);
  at.collector.stop();
  CHECK(at.exporter.dropped() == 3);
}

}  // namespace ramal::collector
