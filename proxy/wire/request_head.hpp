// The strict reader of a client's request head: fed with the bytes that have come so far, in any split; says where in
// them the texts stand (http-rules.md F, T, H).
#pragma once

#include <cstdint>
#include <string_view>

#include "proxy/wire/request_fields.hpp"

namespace ramal::wire {

enum class progress : std::uint8_t { need_more, done, failed };

class request_head_reader {
 public:
  explicit request_head_reader(const head_limits& limits) : limits_(limits) {}

  // `bytes` is everything of this message so far, from its first byte (at most 32 KiB are looked at); it may have
  // moved since the last call. After `done`, head() and size() are valid; after `failed`, failure() is, and of head()
  // the method and, as far as it was read, the Origin.
  // The cost of all calls together is linear in the bytes, however they are split (F25).
  progress feed(std::string_view bytes);
  // The rest of the head is not waited for: head() is as after `failed`.
  void give_up() { fields_.keep_method_and_origin(); }

  const request_head& head() const { return fields_.head(); }
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
  progress read_fields(std::string_view bytes);

  head_limits limits_;
  request_fields fields_;
  routes::failure failure_;
  head_lines lines_;
  std::size_t size_ = 0;
  step step_ = step::start;
};

}  // namespace ramal::wire
