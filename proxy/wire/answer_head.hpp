// The strict reader of the engine's answer head (http-rules.md U7). What it refuses becomes `upstream_malformed`.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "proxy/wire/field_values.hpp"
#include "proxy/wire/framing.hpp"
#include "proxy/wire/head_limits.hpp"
#include "proxy/wire/head_lines.hpp"
#include "proxy/wire/request_head.hpp"
#include "routes/failure.hpp"

namespace ramal::wire {

// A field that is passed on to the client as it is: Retry-After or RateLimit* (go-calls.md section 5).
struct passed_field {
  slice name;
  slice value;
};

// Texts are places in the message's bytes.
struct answer_head {
  std::uint16_t status = 0;  // 100..599
  bool keep_alive = true;    // after `Connection` and the version
  framing body;              // `none` also for 1xx, 204, 304
  slice server;              // what the last clean Server field says: for the log
  std::array<passed_field, 8> passed{};
  std::size_t passed_count = 0;  // Retry-After and RateLimit* fields beyond 8 are dropped
};

class answer_head_reader {
 public:
  // As request_head_reader::feed. The caller skips 1xx answers by size() and calls reset() (U11).
  progress feed(std::string_view bytes);
  const answer_head& head() const { return head_; }
  std::size_t size() const { return size_; }
  const routes::failure& failure() const { return failure_; }
  void reset();

 private:
  enum class step : std::uint8_t { status_line, fields, done, failed };

  progress fail();
  bool take_status_line(std::string_view line);
  bool take_field(std::string_view bytes, std::string_view line);
  bool take_length(std::string_view value);
  bool take_coding(std::string_view value);
  void pass(std::string_view bytes, const field& f);
  progress finish();

  answer_head head_;
  routes::failure failure_;
  head_lines lines_;
  std::size_t size_ = 0;
  connection_options connection_;
  step step_ = step::status_line;
  bool http_1_0_ = false;
  bool has_length_ = false;
  bool chunked_ = false;
  bool has_retry_after_ = false;
};

}  // namespace ramal::wire
