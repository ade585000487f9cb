// The strict reader of a client's request head: fed with the bytes that have come so far, in any split; says where in
// them the texts stand. No client byte is believed because a library accepted it (http-rules.md F, T, H).
#pragma once

#include <cstdint>
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
};

// Texts are places in the message's bytes: path.of(bytes).
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
  slice host;                         // validated value of Host; empty only where HTTP/1.0 has none (T1)
  slice request_id;                   // X-Request-Id if it is 1..128 of [A-Za-z0-9._-], else empty (H1)
  slice traceparent;                  // if it is a valid W3C version-00 value, else empty (H1)
  slice origin;                       // Origin, for CORS; empty if absent or repeated
  single_field apikey, x_api_key, x_api_key_id;

  auth::presented credentials(std::string_view bytes) const {
    const auto presented = [&](const single_field& f) {
      return auth::presented_value{f.value.of(bytes), f.times != 0, f.conflicting};
    };
    return {presented(apikey), presented(x_api_key), presented(x_api_key_id)};
  }
};

struct request_line;

enum class progress : std::uint8_t { need_more, done, failed };

class request_head_reader {
 public:
  explicit request_head_reader(const head_limits& limits) : limits_(limits) {}

  // `bytes` is everything of this message so far, from its first byte (at most 32 KiB are looked at); it may have
  // moved since the last call. After `done`, head() and size() are valid; after `failed`, failure() is, and of head()
  // the method and, as far as it was read, the Origin.
  // The cost of all calls together is linear in the bytes, however they are split (F25).
  progress feed(std::string_view bytes);

  const request_head& head() const { return head_; }
  // Bytes of the head, with a skipped leading CRLF (F16) and the empty line.
  std::size_t size() const { return size_; }
  const routes::failure& failure() const { return failure_; }

  // Makes the reader as new, for the next request of the connection.
  void reset();

 private:
  enum class step : std::uint8_t { start, request_line, fields, done, failed };

  progress fail(routes::failure_kind kind);
  progress read_start(std::string_view bytes);
  progress read_request_line(std::string_view bytes);
  progress refuse_line(routes::failure_kind why, const request_line& line);
  progress read_fields(std::string_view bytes);
  progress take_field(std::string_view bytes, std::string_view line);
  progress take_known(std::string_view bytes, const field& f);
  progress take_host(std::string_view bytes, const field& f);
  progress take_length(const field& f);
  progress take_coding(const field& f);
  void note_credential(std::string_view bytes, const field& f, single_field& slot);
  static void note_once(std::string_view bytes, const field& f, bool usable, single_field& slot);
  void note_expectation(const field& f);
  void note_encoding(std::string_view value);
  progress finish(std::string_view bytes);
  progress check_target_host(std::string_view bytes);
  void fill_head();

  head_limits limits_;
  request_head head_;
  routes::failure failure_;
  head_lines lines_;
  std::size_t size_ = 0;
  std::size_t fields_ = 0;
  slice path_, query_, authority_;
  single_field host_, apikey_, x_api_key_, x_api_key_id_, request_id_, traceparent_, origin_;
  connection_options connection_;
  transfer_coding coding_ = transfer_coding::none;
  step step_ = step::start;
  bool https_ = false;
  bool has_length_ = false;
  bool looped_ = false;
  bool odd_expectation_ = false;
};

}  // namespace ramal::wire
