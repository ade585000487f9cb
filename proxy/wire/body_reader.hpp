// Reads a message body out of a growing buffer: by length, chunked (decoded in place), or until the peer closes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "proxy/wire/chunk_lines.hpp"
#include "proxy/wire/framing.hpp"
#include "proxy/wire/request_head.hpp"
#include "routes/failure.hpp"

namespace ramal::wire {

class body_reader {
 public:
  // `limit`: most decoded bytes; more is `body_too_large` (F5, F17), for a `length` body at once at start.
  body_reader() = default;
  body_reader(framing how, std::size_t limit);

  // `data` is where the body starts, `size` how many bytes are there by now; the bytes [0, decoded()) are the body so
  // far, [decoded(), raw()) are used up, [raw(), size) have not been looked at. Chunked bodies are decoded in place.
  // The buffer may have moved since the last call. Cost is linear over all calls (F21, F25).
  progress feed(char* data, std::size_t size);

  // The peer will send no more: `done` for a complete until_close body, else `failed` with body_cut (F23, U8).
  progress finish();

  std::size_t decoded() const { return decoded_; }  // bytes of body
  std::size_t raw() const { return raw_; }          // bytes of the buffer used, `decoded` included
  // The caller moved [raw(), ...) down to decoded(): memory stays as large as the body (F21).
  void compacted() { raw_ = decoded_; }
  // The caller threw [0, raw()) away and moved the rest there: a body that is not needed takes no memory (F22).
  // decoded() and raw() begin at 0 again; the limit still counts all of it.
  void dropped();
  bool is_done() const { return state_ == progress::done; }
  const routes::failure& failure() const { return failure_; }

 private:
  progress fail(routes::failure_kind kind);
  progress feed_chunked(char* data, std::size_t size);
  void copy_chunk(char* data, std::size_t size);

  framing how_;
  std::size_t limit_ = 0;
  std::size_t decoded_ = 0;
  std::size_t raw_ = 0;
  std::uint64_t chunk_left_ = 0;  // bytes of the current chunk's data that have not come
  progress state_ = progress::need_more;
  routes::failure failure_;
  chunk_lines lines_;
};

}  // namespace ramal::wire
