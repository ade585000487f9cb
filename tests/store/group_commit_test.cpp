#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "tests/store/world.hpp"

namespace ramal::store {
namespace {

// Counts answers and waits for a number of them.
class counter {
 public:
  void add(status result) {
    const std::lock_guard lock(mutex_);
    ++counts_[static_cast<std::size_t>(result)];
    changed_.notify_all();
  }
  bool wait_for(int answers) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 60s, [&] { return counts_[0] + counts_[1] + counts_[2] >= answers; });
  }
  int of(status result) {
    const std::lock_guard lock(mutex_);
    return counts_[static_cast<std::size_t>(result)];
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int counts_[3] = {};
};

}  // namespace

TEST_CASE("events of many threads share commits, and none is answered before its commit") {
  const temporary_folder folder;
  auto options = options_for(folder.file("outbox.db"));
  options.store.queue.batch_wait = 5ms;
  std::atomic<int> commits{0}, requests{0};
  std::atomic<int> answered{0}, early{0};
  options.store.on_commit = [&](const commit_note& note) {
    ++commits;
    requests += static_cast<int>(note.requests);
    if (answered > requests) ++early;
  };
  counter answers;
  auto opened = open_file_store(options);
  REQUIRE(opened.problem == "");
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 100; ++i)
        opened.store->put(new_event_of("c" + std::to_string(thread) + "-" + std::to_string(i), phase::terminate, start),
                          [&](const outcome<put_result>& one) {
                            if (++answered > requests) ++early;
                            answers.add(one.result);
                          });
    });
  for (auto& one : threads) one.join();
  REQUIRE(answers.wait_for(400));
  CHECK(answers.of(status::ok) == 400);
  CHECK(requests == 400);
  CHECK(commits < 100);
  CHECK(early == 0);
  CHECK(opened.store->state().commits == static_cast<std::uint64_t>(commits));
}

TEST_CASE("closing answers what waits, and later requests at once") {
  store_options front;
  front.queue.batch_wait = 1h;
  counter answers;
  auto store = open_memory_store({}, front);
  for (int i = 0; i < 10; ++i)
    store->put(new_event_of("c" + std::to_string(i), phase::offer, start),
               [&](const outcome<put_result>& one) { answers.add(one.result); });
  store->close();
  CHECK(answers.of(status::ok) == 10);
  store->put(new_event_of("late", phase::offer, start),
             [&](const outcome<put_result>& one) { answers.add(one.result); });
  CHECK(answers.of(status::failed) == 1);
  store->close();
}

TEST_CASE("a full queue is answered at once, on the thread that asks") {
  store_options front;
  front.queue.events = 1;
  front.queue.batch_wait = 1h;
  const auto self = std::this_thread::get_id();
  bool here = false;
  counter answers;
  auto store = open_memory_store({}, front);
  for (int i = 0; i < 2; ++i)
    store->put(new_event_of("c" + std::to_string(i), phase::offer, start), [&](const outcome<put_result>& one) {
      here = here || (one.result == status::full && std::this_thread::get_id() == self);
      answers.add(one.result);
    });
  CHECK(answers.of(status::full) == 1);
  CHECK(here);
  store->close();
  CHECK(answers.of(status::ok) == 1);
}

TEST_CASE("one request that can never be done does not fail the others of its batch") {
  const temporary_folder folder;
  auto options = options_for(folder.file("outbox.db"));
  options.store.queue.batch = 3;
  options.store.queue.batch_wait = 1h;
  counter answers;
  auto opened = open_file_store(options);
  auto bad = new_event_of("bad", phase::offer, start);
  bad.make = [](const call_record&) -> std::vector<delivery> { throw std::runtime_error("no"); };
  const auto done = [&](const outcome<put_result>& one) { answers.add(one.result); };
  opened.store->put(new_event_of("c1", phase::offer, start), done);
  opened.store->put(bad, done);
  opened.store->put(new_event_of("c2", phase::offer, start), done);
  REQUIRE(answers.wait_for(3));
  CHECK(answers.of(status::ok) == 2);
  CHECK(answers.of(status::failed) == 1);
  CHECK(get(*opened.store, list_events{}).size() == 2);
}

}  // namespace ramal::store
