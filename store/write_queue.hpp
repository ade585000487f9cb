// The bounded queue in front of the writer thread. Any thread may push; one thread takes.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/backend.hpp"

namespace ramal::store {

// A request on its way, with what its asker wants to hear.
class job {
 public:
  job(bool is_write, bool is_event, std::size_t size) : writes(is_write), stores_event(is_event), bytes(size) {}
  virtual ~job() = default;

  // Asks the backend; may be called again after a rollback. Throws `problem`, or what a new event's maker throws.
  virtual void run(backend& target) = 0;
  // Tells the asker. Called exactly once.
  virtual void finish() = 0;

  const bool writes;
  const bool stores_event;
  const std::size_t bytes;
  status result = status::ok;
  std::string why;
};
using job_ptr = std::unique_ptr<job>;

struct queue_limits {
  std::size_t events = 4'096;                       // requests that wait; then new events are refused
  std::size_t event_bytes = std::size_t{64} << 20;  // of new_event::bytes together
  std::size_t reserve = 1'024;                      // further requests of every other kind
  std::size_t batch = 64;                           // requests in one transaction
  std::chrono::milliseconds batch_wait{5};          // how long a batch with a write waits for more
};

class write_queue {
 public:
  explicit write_queue(const queue_limits& bounds) : limits_(bounds) {}

  // Takes the job, or leaves it with the caller and says why.
  enum class answer { taken, full, closed };
  answer push(job_ptr& one);
  // The next batch, in order. Blocks. Empty: closed, and nothing is left.
  std::vector<job_ptr> take();
  // Nothing is taken in any more; what is queued is still handed out.
  void close();
  std::size_t size() const;

 private:
  bool accepts(const job& one) const;
  bool is_enough() const { return closed_ || jobs_.size() >= limits_.batch; }

  const queue_limits limits_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<job_ptr> jobs_;
  std::size_t bytes_ = 0;
  std::size_t writes_ = 0;
  bool closed_ = false;
};

}  // namespace ramal::store
