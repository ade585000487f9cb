// The strict reader of a client's request head: fed with the bytes that have come so far, in any split; gives views
// into them. No client byte is believed because a library accepted it (http-rules.md F, T, H).
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

// Every view points into the buffer given to the last feed() and dies with it.
struct request_head {
  method verb = method::other;
  std::string_view path;   // raw bytes before '?', after taking apart an absolute form (T3); "*" for OPTIONS *
  std::string_view query;  // raw bytes after '?', may be empty
  std::string_view host;   // validated value of Host; empty only where HTTP/1.0 has none (T1)
  bool http_1_0 = false;
  bool keep_alive = true;             // after `Connection` and the version
  bool expect_continue = false;       // `Expect: 100-continue` from an HTTP/1.1 client (H8)
  bool encoded = false;               // Content-Encoding names anything but `identity`
  bool asks_private_network = false;  // Access-Control-Request-Private-Network: true
  framing body;                       // none, length or chunked
  auth::presented credentials;
  std::string_view request_id;   // X-Request-Id if it is 1..128 of [A-Za-z0-9._-], else empty (H1)
  std::string_view traceparent;  // if it is a valid W3C version-00 value, else empty (H1)
  std::string_view origin;       // Origin, for CORS; empty if absent or repeated
};

struct request_line;

enum class progress : std::uint8_t { need_more, done, failed };

class request_head_reader {
 public:
  explicit request_head_reader(const head_limits& limits) : limits_(limits) {}

  // `bytes` is everything of this message so far, from its first byte (at most 32 KiB are looked at); it may have
  // moved since the last call. After `done`, head() and size() are valid; after `failed`, failure() is.
  // The cost of all calls together is linear in the bytes, however they are split (F25).
  progress feed(std::string_view bytes);

  const request_head& head() const { return head_; }
  // Bytes of the head, with a skipped leading CRLF (F16) and the empty line.
  std::size_t size() const { return size_; }
  const routes::failure& failure() const { return failure_; }

  // The same bytes stand elsewhere now (the buffer grew for the body): makes head()'s views anew. A head that is not
  // complete or was refused has no more than its method and, as far as it was read, its Origin.
  void rebind(std::string_view bytes) {
    if (step_ == step::done) fill_head(bytes);
    else head_.origin = origin_.where.of(bytes);
  }

  // Makes the reader as new, for the next request of the connection.
  void reset();

 private:
  enum class step : std::uint8_t { start, request_line, fields, done, failed };

  // A field of which one value counts. The views of head_ are made when the head is complete, as the buffer may move.
  struct seen {
    slice where;
    std::uint8_t times = 0;  // 2 stands for more
    bool conflicting = false;
  };

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
  void note_credential(std::string_view bytes, const field& f, seen& slot);
  static void note_once(std::string_view bytes, const field& f, bool usable, seen& slot);
  void note_expectation(const field& f);
  void note_encoding(std::string_view value);
  progress finish(std::string_view bytes);
  progress check_target_host(std::string_view bytes);
  void fill_head(std::string_view bytes);

  head_limits limits_;
  request_head head_;
  routes::failure failure_;
  head_lines lines_;
  std::size_t size_ = 0;
  std::size_t fields_ = 0;
  slice path_, query_, authority_;
  seen host_, apikey_, x_api_key_, x_api_key_id_, request_id_, traceparent_, origin_;
  connection_options connection_;
  transfer_coding coding_ = transfer_coding::none;
  step step_ = step::start;
  bool https_ = false;
  bool has_length_ = false;
  bool looped_ = false;
  bool odd_expectation_ = false;
};

}  // namespace ramal::wire
