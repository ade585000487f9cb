// A worker over memory: the loop's clock, a scripted engine, and the access log as text.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "proxy/flow/worker.hpp"
#include "tests/flow/memory_engine.hpp"

namespace ramal::test {

class memory_worker : public flow::worker {
 public:
  memory_worker(memory_loop& loop, const config::gateway& settings)
      : worker(std::make_shared<const flow::snapshot>(settings), 1), upstream(loop), loop_(loop) {}

  flow::time_point now() override { return loop_.now(); }
  std::chrono::system_clock::time_point wall_time() override { return wall_start + (loop_.now() - loop_start_); }
  std::string_view date() override { return "Sat, 21 Nov 2026 01:02:03 GMT"; }
  std::shared_ptr<flow::upstream> engine() override { return {std::shared_ptr<void>(), &upstream}; }
  void record(const rules::access_record& line, bool mask_numbers) override {
    rules::write_access_line(line, mask_numbers, log);
    ++records;
  }

  void tell(rules::breaker_change change) override { told.push_back(change); }
  bool puts_off(std::coroutine_handle<> writer) override {
    if (puts_writes_off) put_off_.push_back(writer);
    return puts_writes_off;
  }
  // Those who wait for their turn get it.
  void end_round() {
    for (const auto writer : std::exchange(put_off_, {})) writer.resume();
  }

  void use(const config::gateway& settings) { current = std::make_shared<const flow::snapshot>(settings); }

  static constexpr std::chrono::system_clock::time_point wall_start{std::chrono::seconds(1'795'222'923)};
  memory_engine upstream;
  std::string log;  // one JSON object a line
  std::size_t records = 0;
  std::vector<rules::breaker_change> told;
  bool puts_writes_off = false;

 private:
  memory_loop& loop_;
  std::vector<std::coroutine_handle<>> put_off_;
  flow::time_point loop_start_ = loop_.now();
};

}  // namespace ramal::test
