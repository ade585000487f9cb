// What both ways of a body that is passed on share (contracts/gateway.md section 3).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "proxy/wire/body_relay.hpp"
#include "routes/bytes.hpp"

namespace ramal::flow {

// The window of one way, in a buffer that is kept for the next request.
inline std::span<char> window_of(routes::bytes& memory) {
  memory.resize(wire::body_relay::window_bytes, boost::container::default_init);
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
