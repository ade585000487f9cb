// A process that uses the store and may be killed at any moment.
//   store_child write PATH FIRST   puts events n = FIRST, FIRST+1, ... and delivers them; says "put n" and "done n" as
//                                  soon as that was answered
//   store_child hold PATH          opens the store, says "open" or why not, and waits
//   store_child try PATH USER      the same as that user, with one event: says "ok" or why not
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <mutex>
#include <string>

#include <grp.h>
#include <unistd.h>

#include "store/open_store.hpp"

using namespace ramal::store;
using namespace std::chrono_literals;

namespace {

constexpr instant now{milliseconds{1'783'090'800'000}};
constexpr int most_in_flight = 32;

void say(const std::string& text) {
  const std::string line = text + "\n";
  if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) std::_Exit(1);
}

new_event numbered(long number) {
  new_event event;
  event.key = "shop";
  event.ids.native = "c" + std::to_string(number / 3);
  event.place = static_cast<phase>(1 + number % 3);
  event.name = event.native = "call";
  event.happened = event.now = now;
  event.make = [number](const call_record&) {
    const std::string id = std::to_string(number);
    return std::vector<delivery>{{"bot", id, "body " + id, now, now + 24h}};
  };
  return event;
}

class writer {
 public:
  explicit writer(event_store& store) : store_(store) {}

  void put(long number) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return in_flight_ < most_in_flight; });
    ++in_flight_;
    lock.unlock();
    store_.put(numbered(number), [this, number](const outcome<put_result>& one) {
      if (one.ok()) say("put " + std::to_string(number));
      ended();
    });
  }

  void deliver() {
    std::promise<void> over;
    store_.submit(claim{"bot", 8, line_order::strict, 5s, now}, [this, &over](const outcome<claimed>& one) {
      for (const auto& event : one.value.events) finish(event);
      over.set_value();
    });
    over.get_future().wait();
  }

 private:
  void finish(const event_record& event) {
    if (event.body != "body " + event.webhook_id) say("wrong body");
    store_.submit(attempt_result{event.seq, attempt_verdict::delivered, now, 1ms, 200, "", "", now},
                  [id = event.webhook_id](const outcome<recorded>& one) {
                    if (one.ok()) say("done " + id);
                  });
  }

  void ended() {
    const std::lock_guard lock(mutex_);
    --in_flight_;
    changed_.notify_all();
  }

  event_store& store_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int in_flight_ = 0;
};

int write_until_killed(event_store& store, long first) {
  writer one(store);
  for (long number = first; number < first + 1'000'000; ++number) {
    one.put(number);
    if (number % 16 == 0) one.deliver();
  }
  return 0;
}

int try_once(event_store& store) {
  std::promise<std::string> answer;
  store.put(numbered(0), [&answer](const outcome<put_result>& one) { answer.set_value(one.ok() ? "ok" : one.why); });
  say(answer.get_future().get());
  return 0;
}

bool become(unsigned user) { return ::setgroups(0, nullptr) == 0 && ::setgid(user) == 0 && ::setuid(user) == 0; }

}  // namespace

int main(int count, char** words) {
  if (count < 3) return 64;
  const std::string what = words[1];
  if (what == "try" && ::geteuid() == 0 && !become(static_cast<unsigned>(std::atol(words[3])))) return 1;
  file_options options;
  options.path = words[2];
  options.store.queue.batch_wait = 1ms;
  auto opened = open_file_store(options);
  if (what == "write") return write_until_killed(*opened.store, std::atol(words[3]));
  if (what == "try") return try_once(*opened.store);
  say(opened.problem.empty() ? "open" : opened.problem);
  for (;;) ::pause();
}
