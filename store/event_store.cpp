#include "store/event_store.hpp"

#include <algorithm>

namespace ramal::store {
namespace {

void fail_all(std::span<job_ptr> jobs, const std::string& why) {
  for (auto& one : jobs) {
    one->result = status::failed;
    one->why = why;
  }
}

void run_one(job& one, backend& target) {
  one.result = status::ok;
  try {
    one.run(target);
  } catch (const problem& cause) {
    if (cause.what_kind != problem::kind::full) throw;
    one.result = status::full;
    one.why = cause.what();
  }
}

}  // namespace

event_store::event_store(std::unique_ptr<backend> where, store_options options, std::string problem)
    : backend_(std::move(where)), options_(std::move(options)),
      queue_(options_.queue), health_{problem.empty(), std::move(problem)}, thread_([this] { run(); }) {}

event_store::~event_store() { close(); }

void event_store::close() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void event_store::push(job_ptr one) {
  const auto answer = queue_.push(one);
  if (answer == write_queue::answer::taken) return;
  const bool full = answer == write_queue::answer::full;
  one->result = full ? status::full : status::failed;
  one->why = full ? "too many requests to the outbox wait already: try again in a moment"
                  : "the outbox is closed, since its program ends: try again when it runs";
  one->finish();
}

void event_store::run() {
  for (auto jobs = queue_.take(); !jobs.empty(); jobs = queue_.take()) {
    const auto reads = std::stable_partition(jobs.begin(), jobs.end(), [](const job_ptr& one) { return one->writes; });
    const auto writes = static_cast<std::size_t>(reads - jobs.begin());
    write(std::span(jobs).first(writes));
    for (auto one = jobs.begin(); one != reads; ++one) (*one)->finish();
    if (writes > 0) backend_->after_commit();
    read(std::span(jobs).subspan(writes));
  }
}

// A change that can never be made must not fail the others of its batch.
void event_store::write(std::span<job_ptr> jobs) {
  if (jobs.empty()) return;
  try {
    return commit(jobs);
  } catch (const problem& cause) {
    fail_all(jobs, cause.what());
    if (cause.what_kind != problem::kind::refused) return note_failure(cause);
    if (jobs.size() == 1) return;
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) write(jobs.subspan(i, 1));
}

void event_store::commit(std::span<job_ptr> jobs) {
  const auto begun = std::chrono::steady_clock::now();
  try {
    backend_->begin();
    for (auto& one : jobs) run_one(*one, *backend_);
    if (backend_->commit()) note_commit(jobs.size(), begun);
  } catch (const problem&) {
    backend_->roll_back();
    throw;
  } catch (const std::exception&) {  // a new event's maker
    backend_->roll_back();
    throw problem(problem::kind::refused, "an event could not be made ready for delivery");
  }
}

void event_store::read(std::span<job_ptr> jobs) {
  for (auto& one : jobs) {
    try {
      run_one(*one, *backend_);
    } catch (const problem& cause) {
      fail_all({&one, 1}, cause.what());
      if (cause.what_kind != problem::kind::refused) note_failure(cause);
    }
    one->finish();
  }
}

void event_store::note_failure(const problem& cause) {
  const std::lock_guard lock(mutex_);
  health_.can_commit = false;
  health_.why = cause.what();
}

void event_store::note_commit(std::size_t requests, std::chrono::steady_clock::time_point begun) {
  {
    const std::lock_guard lock(mutex_);
    health_.can_commit = true;
    health_.why.clear();
    ++health_.commits;
  }
  if (!options_.on_commit) return;
  const auto took = std::chrono::steady_clock::now() - begun;
  options_.on_commit({requests, std::chrono::duration_cast<std::chrono::microseconds>(took)});
}

health event_store::state() const {
  health result;
  {
    const std::lock_guard lock(mutex_);
    result = health_;
  }
  result.queued = queue_.size();
  return result;
}

}  // namespace ramal::store
