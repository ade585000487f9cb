// What the tests of the store share: stores of both kinds, a time that the test sets, and requests that are waited for.
#pragma once

#include <cstdlib>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "store/event_store.hpp"
#include "store/open_store.hpp"

namespace ramal::store {

using namespace std::chrono_literals;

// 2026-07-03 15:00:00 UTC.
inline constexpr instant start{milliseconds{1'783'090'800'000}};

// A folder that goes with the test: in memory where the system has a place for that, because synchronising a disk takes
// time that proves nothing.
class temporary_folder {
 public:
  enum class place { memory, disk };
  explicit temporary_folder(place where = place::memory);
  ~temporary_folder();
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Asks and waits for the answer; fails the test after 20 s.
template <class Request>
outcome<typename Request::result> ask(event_store& store, Request request) {
  using result = outcome<typename Request::result>;
  auto answer = std::make_shared<std::promise<result>>();
  auto future = answer->get_future();
  store.submit(std::move(request), completion<Request>([answer](result one) { answer->set_value(std::move(one)); }));
  REQUIRE(future.wait_for(20s) == std::future_status::ready);
  return future.get();
}

// The same for what must succeed.
template <class Request>
typename Request::result get(event_store& store, Request request) {
  auto answer = ask(store, std::move(request));
  INFO(answer.why);
  REQUIRE(answer.result == status::ok);
  return std::move(answer.value);
}

file_options options_for(const std::string& path);

// One store and its time.
struct world {
  std::string kind;
  std::unique_ptr<event_store> store;
  instant now = start;

  template <class Request>
  typename Request::result get(Request request) {
    return store::get(*store, std::move(request));
  }
  // Puts one event of a call; its webhook_id is "<call>/<phase>/<destination>", its life 60 s, 15 min or 24 h.
  put_result put(const std::string& call, phase place, std::vector<std::string> destinations = {"bot"});
  claimed claim(line_order order = line_order::patient, std::int64_t most = 100,
                const std::string& destination = "bot");
  // The webhook_ids of what is claimed.
  std::vector<std::string> claim_ids(line_order order = line_order::patient, std::int64_t most = 100);
  recorded end(std::int64_t seq, attempt_verdict verdict, milliseconds retry_after = 1s);
  event_details show(const std::string& webhook_id);
};

new_event new_event_of(const std::string& call, phase place, instant now,
                       std::vector<std::string> destinations = {"bot"});

// Runs a test on a store in memory, then on one in a file.
void on_both(const std::function<void(world&)>& test, const limits& bounds = {});

}  // namespace ramal::store
