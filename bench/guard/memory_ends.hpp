// Both ends of the gateway in memory, as small as they can be: a client that always sends the same request and an
// engine that always gives the same answer. Nobody ever waits longer than for the next line of the driver.
#pragma once

#include <string>
#include <string_view>

#include "proxy/flow/worker_parts.hpp"

namespace ramal::bench {

// A stream that reads from a text and forgets what is written to it. It is ready as long as text is left.
class memory_end final : public flow::stream {
 public:
  flow::io_result read_some(char* to, std::size_t room) override;
  flow::io_result write_some(std::string_view bytes) override;
  void wait(flow::interest, flow::time_point, flow::wait_slot& slot) override { waiting_ = &slot; }
  void cancel_wait() override {}
  bool watch(flow::disconnect_watch*) override { return false; }
  void end_wait(flow::wait_result) override {}
  bool has_unread(bool) override { return !unread_.empty(); }
  void end_writing() override {}
  void reset_on_close() override {}

  void give(std::string_view text) { unread_ = text; }
  void give_end() { ended_ = true; }
  // An engine's end answers whatever is written to it.
  void answer_with(std::string_view text) { answer_ = text; }
  // Resumes the coroutine that waits here, if it can go on. False if nobody could.
  bool resume();

  std::size_t written() const { return written_; }
  std::string_view last_write() const { return last_write_; }

 private:
  std::string_view unread_;
  std::string_view answer_;
  std::string last_write_;
  std::size_t written_ = 0;
  flow::wait_slot* waiting_ = nullptr;
  bool ended_ = false;
};

// One connection to the engine, always idle when it is asked for.
class memory_engine final : public flow::upstream {
 public:
  flow::task<flow::connect_result> connect(flow::time_point deadline, flow::disconnect_watch& client) override;
  flow::connection take_idle(flow::connection_owner owner, bool idempotent, flow::time_point now) override;
  void give_back(flow::connection&& used, flow::time_point now) override;

  void answer_with(std::string_view text);
  memory_end* end = nullptr;  // of the connection, once there is one

 private:
  std::string_view answer_;
  flow::connection idle_;
};

// Time stands still: no timeout ever comes, and the log's lines differ only by their ids.
class memory_worker final : public flow::worker_clock,
                            public flow::request_log,
                            public flow::write_batches,
                            public flow::worker_parts {
 public:
  explicit memory_worker(const config::gateway& settings)
      : worker_parts(*this, *this, *this, 1,
                     std::make_shared<flow::usage_limits>(1, ~std::uint64_t{1}, settings.limits.connections)) {
    current = flow::pinned_configuration(std::make_shared<const flow::snapshot>(settings),
                                         {std::shared_ptr<void>(), &upstream});
  }

  flow::time_point now() override { return flow::time_point(std::chrono::hours(1)); }
  std::chrono::system_clock::time_point wall_time() override { return {}; }
  std::string_view date() override { return "Sat, 21 Nov 2026 01:02:03 GMT"; }
  bool join(std::coroutine_handle<>) override { return false; }
  void record(const rules::access_record& line, bool mask_numbers) override;

  memory_engine upstream;

 private:
  std::string lines_;
};

}  // namespace ramal::bench
