#include "store/write_queue.hpp"

#include <utility>

namespace ramal::store {

bool write_queue::accepts(const job& one) const {
  if (!one.stores_event) return jobs_.size() < limits_.events + limits_.reserve;
  // One that is larger than the bound is let in alone: else it could never pass.
  return jobs_.size() < limits_.events && (bytes_ == 0 || bytes_ + one.bytes <= limits_.event_bytes);
}

write_queue::answer write_queue::push(job_ptr& one) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return answer::closed;
    if (!accepts(*one)) return answer::full;
    bytes_ += one->bytes;
    writes_ += one->writes ? 1 : 0;
    jobs_.push_back(std::move(one));
  }
  changed_.notify_one();
  return answer::taken;
}

std::vector<job_ptr> write_queue::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
  const auto until = std::chrono::steady_clock::now() + limits_.batch_wait;
  // Reads alone wait for nothing.
  while (!is_enough() && writes_ > 0 && changed_.wait_until(lock, until) == std::cv_status::no_timeout) continue;
  std::vector<job_ptr> batch;
  while (!jobs_.empty() && batch.size() < limits_.batch) {
    bytes_ -= jobs_.front()->bytes;
    writes_ -= jobs_.front()->writes ? 1 : 0;
    batch.push_back(std::move(jobs_.front()));
    jobs_.pop_front();
  }
  return batch;
}

void write_queue::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_one();
}

std::size_t write_queue::size() const {
  const std::lock_guard lock(mutex_);
  return jobs_.size();
}

}  // namespace ramal::store
