// What the requests of one worker leave in the logs: lines of the access log, put together, and what the operator is
// told.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "proxy/flow/worker_parts.hpp"
#include "proxy/net/log/access_log.hpp"
#include "proxy/net/log/address_notices.hpp"

namespace ramal::net {

class worker_log final : public flow::request_log {
 public:
  // Both outlive this.
  worker_log(access_log& file, flow::worker_clock& clock) : file_(file), clock_(clock) {}
  ~worker_log() { submit(); }
  worker_log(const worker_log&) = delete;
  worker_log& operator=(const worker_log&) = delete;

  // Where addresses are named that are turned away, and how many wrong keys a minute do that.
  void use(std::shared_ptr<address_notices> notices, std::size_t most_wrong_keys);
  // Where requests are counted from now on; outlives this.
  void count_in(metrics::worker_counts& counts) { counts_ = &counts; }
  // Hands the lines to the log's thread.
  void submit() { file_.submit(lines_); }

  void count(const metrics::finished_request& what) override {
    if (counts_ != nullptr) counts_->count(what);
  }
  void record(const rules::access_record& line, bool mask_numbers) override;
  void report_breaker(rules::breaker_change change, std::chrono::milliseconds open_for) override;
  void report_locked_out(const flow::client_origin& from) override;
  void report_bad_signatures(std::string_view key_name) override;

 private:
  access_log& file_;
  flow::worker_clock& clock_;
  std::string lines_;
  std::shared_ptr<address_notices> notices_;
  std::size_t most_wrong_keys_ = 0;
  metrics::worker_counts* counts_ = nullptr;
};

}  // namespace ramal::net
