// What a reader made of some bytes, as values that outlive its buffer; the same for every split into reads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/wire/answer_head.hpp"
#include "proxy/wire/body_reader.hpp"
#include "proxy/wire/request_head.hpp"
#include "tests/wire/splits.hpp"

namespace ramal::test {

using routes::failure_kind;
using wire::body_kind;
using wire::method;
using wire::progress;

struct credential {
  std::string value;
  bool present = false;
  bool conflicting = false;
  bool operator==(const credential&) const = default;
};

struct request_outcome {
  progress end = progress::need_more;
  failure_kind kind = failure_kind::internal;  // of `failed`
  std::size_t size = 0;
  method verb = method::other;
  std::string path, query, host, request_id, traceparent, origin;
  bool http_1_0 = false, keep_alive = false, expect_continue = false;
  body_kind body = body_kind::none;
  std::uint64_t length = 0;
  credential apikey, x_api_key, x_api_key_id;
  bool operator==(const request_outcome&) const = default;
};

struct answer_outcome {
  progress end = progress::need_more;
  failure_kind kind = failure_kind::internal;
  std::size_t size = 0;
  unsigned status = 0;
  bool keep_alive = false;
  body_kind body = body_kind::none;
  std::uint64_t length = 0;
  std::vector<std::string> passed;  // "name: value"
  bool operator==(const answer_outcome&) const = default;
};

struct body_outcome {
  progress end = progress::need_more;
  failure_kind kind = failure_kind::internal;
  std::string body;
  std::size_t used = 0;  // bytes of the input that belong to the body
  bool operator==(const body_outcome&) const = default;
};

// Every read sees the bytes at a new address, in a buffer of exactly their size.
request_outcome read_request(std::string_view input, const reads& ends, const wire::head_limits& limits = {});
answer_outcome read_answer(std::string_view input, const reads& ends);
// `compact`: the buffer is kept as small as the body after every read, as the flow layer does.
body_outcome read_body(std::string_view input, const reads& ends, wire::framing how, std::size_t limit, bool closes,
                       bool compact);

}  // namespace ramal::test
