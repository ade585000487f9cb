// A worker over memory: the loop's clock, a scripted engine, and the access log as text.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "proxy/flow/worker_parts.hpp"
#include "tests/memory/engine.hpp"

namespace ramal::test {

class memory_worker : public flow::worker_clock,
                      public flow::request_log,
                      public flow::write_batches,
                      public flow::mailbox,
                      public flow::worker_parts {
 public:
  memory_worker(memory_loop& loop, const config::gateway& settings)
      : worker_parts(*this, *this, *this, 1,
                     std::make_shared<flow::usage_limits>(1, ~std::uint64_t{1}, settings.limits.connections)),
        upstream(loop), loop_(loop) {
    current.engine = {std::shared_ptr<void>(), &upstream};
    mail = this;
    use(settings);
  }

  flow::time_point now() override { return loop_.now(); }
  std::chrono::system_clock::time_point wall_time() override { return wall_start + (loop_.now() - loop_start_); }
  std::string_view date() override { return "Sat, 21 Nov 2026 01:02:03 GMT"; }
  void record(const rules::access_record& line, bool mask_numbers) override {
    rules::write_access_line(line, mask_numbers, log_text);
    ++records;
  }

  void count(const metrics::finished_request& what) override { counts->count(what); }

  void post(flow::mailbox::posted what) noexcept override {
    for (const auto& one : what) one();
  }
  void report_bad_signatures(std::string_view key_name) override { told_of_signatures.emplace_back(key_name); }
  void report_breaker(rules::breaker_change change, std::chrono::milliseconds) override { told.push_back(change); }
  bool join(std::coroutine_handle<> writer) override {
    if (batches_writes) put_off_.push_back(writer);
    return batches_writes;
  }
  // Resumes the writers that wait for the end of the round.
  void end_round() {
    for (const auto writer : std::exchange(put_off_, {})) writer.resume();
  }

  void use(const config::gateway& settings) { current.settings = std::make_shared<const flow::snapshot>(settings); }

  static constexpr std::chrono::system_clock::time_point wall_start{std::chrono::seconds(1'795'222'923)};
  memory_engine upstream;
  std::string log_text;  // one JSON object a line
  std::size_t records = 0;
  const std::unique_ptr<metrics::worker_counts> counts = std::make_unique<metrics::worker_counts>();
  std::vector<rules::breaker_change> told;
  std::vector<std::string> told_of_signatures;  // keys, once for each time
  bool batches_writes = false;

 private:
  memory_loop& loop_;
  std::vector<std::coroutine_handle<>> put_off_;
  flow::time_point loop_start_ = loop_.now();
};

}  // namespace ramal::test
