#include "store/write_queue.hpp"

#include <thread>

#include "tests/store/world.hpp"

namespace ramal::store {
namespace {

class dummy : public job {
 public:
  explicit dummy(bool writes_it = true, bool is_event = true, std::size_t size = 0) : job(writes_it, is_event, size) {}
  void run(backend&) override {}
  void finish() override {}
};

write_queue::answer push(write_queue& queue, std::unique_ptr<dummy> one) {
  job_ptr moved = std::move(one);
  return queue.push(moved);
}

using answer = write_queue::answer;

}  // namespace

TEST_CASE("the queue refuses events beyond its bound and keeps room for the rest") {
  write_queue queue({.events = 2, .event_bytes = 100, .reserve = 1, .batch = 10, .batch_wait = 0ms});
  CHECK(push(queue, std::make_unique<dummy>()) == answer::taken);
  CHECK(push(queue, std::make_unique<dummy>()) == answer::taken);
  CHECK(push(queue, std::make_unique<dummy>()) == answer::full);
  CHECK(push(queue, std::make_unique<dummy>(true, false)) == answer::taken);
  CHECK(push(queue, std::make_unique<dummy>(true, false)) == answer::full);
  CHECK(queue.size() == 3);
}

TEST_CASE("the queue bounds the memory of events, but lets a large one through alone") {
  write_queue queue({.events = 10, .event_bytes = 100, .reserve = 1, .batch = 1, .batch_wait = 0ms});
  CHECK(push(queue, std::make_unique<dummy>(true, true, 500)) == answer::taken);
  CHECK(push(queue, std::make_unique<dummy>(true, true, 1)) == answer::full);
  CHECK(queue.take().size() == 1);
  CHECK(push(queue, std::make_unique<dummy>(true, true, 60)) == answer::taken);
  CHECK(push(queue, std::make_unique<dummy>(true, true, 40)) == answer::taken);
  CHECK(push(queue, std::make_unique<dummy>(true, true, 1)) == answer::full);
}

TEST_CASE("a batch has at most its size, in order, and a closed queue still hands out what it has") {
  write_queue queue({.events = 10, .event_bytes = 100, .reserve = 1, .batch = 2, .batch_wait = 1h});
  for (std::size_t i = 1; i <= 3; ++i) push(queue, std::make_unique<dummy>(true, true, i));
  const auto first = queue.take();
  REQUIRE(first.size() == 2);
  CHECK(first[0]->bytes == 1);
  CHECK(first[1]->bytes == 2);
  queue.close();
  CHECK(push(queue, std::make_unique<dummy>()) == answer::closed);
  CHECK(queue.take().size() == 1);
  CHECK(queue.take().empty());
}

TEST_CASE("a batch of reads waits for nothing") {
  write_queue queue({.events = 10, .event_bytes = 100, .reserve = 1, .batch = 2, .batch_wait = 1h});
  push(queue, std::make_unique<dummy>(false, false));
  CHECK(queue.take().size() == 1);
}

TEST_CASE("a batch with a write waits until it is full") {
  write_queue queue({.events = 10, .event_bytes = 100, .reserve = 1, .batch = 2, .batch_wait = 1h});
  push(queue, std::make_unique<dummy>());
  std::thread other([&queue] { push(queue, std::make_unique<dummy>()); });
  CHECK(queue.take().size() == 2);
  other.join();
}

}  // namespace ramal::store
