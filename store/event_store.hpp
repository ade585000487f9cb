// The store as the rest of the program sees it (webhooks.md section 14): identities of events, call records and the
// outbox of deliveries. It does not show where they are kept.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <utility>

#include "store/backend.hpp"
#include "store/requests.hpp"
#include "store/write_queue.hpp"

namespace ramal::store {

template <class Request>
using completion = std::function<void(outcome<typename Request::result>)>;

struct commit_note {
  std::size_t requests = 0;          // that share the commit
  std::chrono::microseconds took{};  // from the begin of the transaction to the end of its commit
};

struct store_options {
  queue_limits queue;
  // Called on the writer thread after each commit that wrote something. May be empty.
  std::function<void(const commit_note&)> on_commit;
};

struct health {
  bool can_commit = true;  // false after a commit failed, until one that writes succeeds: /readyz
  std::string why;         // what failed, and what to do
  std::uint64_t commits = 0;
  std::size_t queued = 0;
};

// Thread-safe. One thread of its own asks the backend: writes that wait share a transaction, reads come behind the
// writes of their batch. A completion is called exactly once, on that thread, after the commit; for a write that is
// refused because the queue is full or closed, on the caller's thread before submit returns. It must be quick and must
// not throw: post to your own loop. It may submit, but must not close or destroy the store.
class event_store {
 public:
  // `problem`: why nothing can be stored now; "": it can.
  event_store(std::unique_ptr<backend> where, store_options options = {}, std::string problem = {});
  ~event_store();  // closes
  event_store(const event_store&) = delete;
  event_store& operator=(const event_store&) = delete;

  // A new event is answered with ok only when it is durable, whatever its verdict.
  void put(new_event event, completion<new_event> done) { submit(std::move(event), std::move(done)); }

  template <class Request>
  void submit(Request request, completion<Request> done);

  // Takes nothing in any more, answers what waits, ends the thread. Again: does nothing.
  void close();

  health state() const;

 private:
  template <class Request>
  class typed_job;

  void push(job_ptr one);
  void run();
  void write(std::span<job_ptr> jobs);
  void commit(std::span<job_ptr> jobs);
  void read(std::span<job_ptr> jobs);
  void note_failure(const problem& cause);
  void note_commit(std::size_t requests, std::chrono::steady_clock::time_point begun);

  const std::unique_ptr<backend> backend_;
  const store_options options_;
  write_queue queue_;
  mutable std::mutex mutex_;
  health health_;
  std::thread thread_;  // last: it uses all of the above
};

template <class Request>
class event_store::typed_job final : public job {
 public:
  typed_job(Request request, completion<Request> done)
      : job(write_request<Request>, std::is_same_v<Request, new_event>, size_of(request)), request_(std::move(request)),
        done_(std::move(done)) {}

  void run(backend& target) override {
    if constexpr (write_request<Request>) value_ = target.apply(request_);
    else value_ = target.read(request_);
  }

  void finish() override {
    if (!done_) return;
    if (result == status::ok) done_({result, std::move(value_), ""});
    else done_({result, {}, std::move(why)});
  }

 private:
  static std::size_t size_of(const Request& request) {
    if constexpr (std::is_same_v<Request, new_event>) return request.bytes;
    else return 0;
  }

  Request request_;
  completion<Request> done_;
  typename Request::result value_{};
};

template <class Request>
void event_store::submit(Request request, completion<Request> done) {
  static_assert(write_request<Request> || read_request<Request>);
  push(std::make_unique<typed_job<Request>>(std::move(request), std::move(done)));
}

}  // namespace ramal::store
