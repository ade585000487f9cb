// What a request's head says, taken line by line. Every byte is checked here: that a library accepts it proves nothing
// (http-rules.md F, T, H).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "auth/credentials.hpp"
#include "proxy/wire/field_values.hpp"
#include "proxy/wire/framing.hpp"
#include "proxy/wire/head_limits.hpp"
#include "proxy/wire/head_lines.hpp"
#include "routes/failure.hpp"
#include "routes/method.hpp"

namespace ramal::wire {

using routes::method;

// A field of which one value counts.
struct single_field {
  slice value;
  std::uint8_t times = 0;  // 2 stands for more
  bool conflicting = false;

  bool empty() const { return value.empty(); }
  std::string_view of(std::string_view bytes) const { return value.of(bytes); }
};

// Texts are positions in the message's bytes: path.of(bytes).
struct request_head {
  method verb = method::other;
  bool http_1_0 = false;
  bool keep_alive = true;             // after `Connection` and the version
  bool expect_continue = false;       // `Expect: 100-continue` from an HTTP/1.1 client (H8)
  bool encoded = false;               // Content-Encoding names anything but `identity`
  bool asks_private_network = false;  // Access-Control-Request-Private-Network: true
  framing body;                       // none, length or chunked
  slice path;                         // raw bytes before '?', after taking apart an absolute form (T3); or "*"
  slice query;                        // raw bytes after '?', may be empty
  single_field host;                  // validated value of Host; empty only where HTTP/1.0 has none (T1)
  single_field request_id;            // X-Request-Id if it is 1..128 of [A-Za-z0-9._-], else empty (H1)
  single_field traceparent;           // if it is a valid W3C version-00 value, else empty (H1)
  single_field origin;                // Origin, for CORS; empty if absent or repeated
  single_field apikey, x_api_key, x_api_key_id;

  auth::presented credentials(std::string_view bytes) const {
    const auto presented = [&](const single_field& f) {
      return auth::presented_value{f.of(bytes), f.times != 0, f.conflicting};
    };
    return {presented(apikey), presented(x_api_key), presented(x_api_key_id)};
  }
};

struct request_line;

class request_fields {
 public:
  using refusal = std::optional<routes::failure_kind>;

  // The method of a request line that is refused: also the answer to a malformed HEAD has no body (H10).
  void set_method(method verb) { head_.verb = verb; }
  // `line` is a part of `bytes`, as all lines are.
  void begin(std::string_view bytes, const request_line& line);
  // One field, without its CRLF.
  refusal take(std::string_view bytes, std::string_view line, const head_limits& limits);
  // After the empty line: what needs the whole head.
  refusal finish(std::string_view bytes);
  // Of a head that is refused or given up, only these two count.
  void keep_method_and_origin();

  const request_head& head() const { return head_; }

 private:
  refusal take_known(std::string_view bytes, const field& f);
  refusal take_host(std::string_view bytes, const field& f);
  refusal take_length(const field& f);
  refusal take_coding(const field& f);
  void take_expectation(const field& f);
  void take_encoding(std::string_view value);
  refusal check_target_host(std::string_view bytes);

  request_head head_;
  slice authority_;  // of an absolute form
  connection_options connection_;
  transfer_coding coding_ = transfer_coding::none;
  std::size_t count_ = 0;
  bool https_ = false;
  bool has_length_ = false;
  bool looped_ = false;
  bool odd_expectation_ = false;
};

}  // namespace ramal::wire
