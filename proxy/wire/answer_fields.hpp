// What the status line and the fields of the engine's answer say, one line after the other (http-rules.md U7).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "proxy/wire/field_values.hpp"
#include "proxy/wire/framing.hpp"
#include "proxy/wire/head_lines.hpp"

namespace ramal::wire {

// A field that is passed on to the client as it is: Retry-After or RateLimit* (go-calls.md section 5).
struct passed_field {
  slice name;
  slice value;
};

// Texts are positions in the message's bytes.
struct answer_head {
  std::uint16_t status = 0;  // 100..599
  bool keep_alive = true;    // after `Connection` and the version
  framing body;              // `none` also for 1xx, 204, 304
  slice server;              // what the last clean Server field says: for the log
  std::array<passed_field, 8> passed{};
  std::size_t passed_count = 0;  // Retry-After and RateLimit* fields beyond 8 are dropped
};

// Each of the three is false for what no answer may say.
class answer_fields {
 public:
  bool take_status_line(std::string_view line);
  // One field, without its CRLF. `line` is a part of `bytes`.
  bool take(std::string_view bytes, std::string_view line);
  // After the empty line: what needs the whole head.
  bool finish();

  const answer_head& head() const { return head_; }

 private:
  bool take_length(std::string_view value);
  bool take_coding(std::string_view value);
  void pass(std::string_view bytes, const field& f);

  answer_head head_;
  connection_options connection_;
  bool http_1_0_ = false;
  bool has_length_ = false;
  bool chunked_ = false;
  bool has_retry_after_ = false;
};

}  // namespace ramal::wire
