// What a worker's requests leave in the logs.
#pragma once

#include "proxy/metrics/worker_counts.hpp"
#include "proxy/rules/access_record.hpp"
#include "proxy/rules/breaker.hpp"

namespace ramal::flow {

struct client_origin;

class request_log {
 public:
  // For the metrics: each request once, when it is over.
  virtual void count(const metrics::finished_request& /*what*/) {}
  // One line of the access log.
  virtual void record(const rules::access_record& line, bool mask_numbers) = 0;
  // For the program's log: the breaker has opened, for so long, or closed.
  virtual void report_breaker(rules::breaker_change /*change*/, std::chrono::milliseconds /*open_for*/) {}
  // Too many wrong keys came from there; is told each time.
  virtual void report_locked_out(const client_origin& /*from*/) {}
  // Many events with wrong signatures come to a hook of this key; is told once a minute.
  virtual void report_bad_signatures(std::string_view /*key_name*/) {}

 protected:
  ~request_log() = default;
};

}  // namespace ramal::flow
