// What both ways of a body that is passed on share (contracts/gateway.md section 3).
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "proxy/wire/body_relay.hpp"
#include "routes/bytes.hpp"

namespace ramal::flow {

// The window of one way, in a buffer that is kept for the next request. A body that says how short it is gets no more
// than that: the buffers of many messages that are on their way at once stay in the pool then.
inline std::span<char> window_of(routes::bytes& memory, const wire::framing& body) {
  constexpr std::uint64_t least = 4 * 1024, most = wire::body_relay::window_bytes;
  std::uint64_t size = most;
  if (body.kind == wire::body_kind::none) size = least;
  if (body.kind == wire::body_kind::length) size = std::clamp(std::min(body.length, most) + least / 4, least, most);
  memory.resize(static_cast<std::size_t>(size), boost::container::default_init);
  return {memory.data(), memory.size()};
}

// Behind the head, which is not written yet: a small message is one write.
inline void join_first_piece(wire::body_relay& body, std::string& head) {
  constexpr std::size_t most = 4 * 1024;
  const std::string_view piece = body.out();
  if (piece.size() > most) return;
  head += piece;
  body.wrote(piece.size());
}

}  // namespace ramal::flow
