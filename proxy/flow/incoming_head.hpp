// The head of a connection's next request, read in as many pieces as it comes in. A head in one piece is read in the
// buffers that serve the request; a slow one holds its own bytes and nothing else (http-rules.md L1).
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "proxy/flow/exchange_buffers.hpp"
#include "proxy/flow/serve_request.hpp"
#include "proxy/flow/worker_parts.hpp"

namespace ramal::flow {

class incoming_head {
 public:
  enum class state : std::uint8_t { none, partial, complete };  // complete: or known to be bad

  incoming_head(worker_parts& parts, buffer_lease& buffers)
      : parts_(parts), buffers_(buffers), began_(parts.clock.now()) {}

  state is() const { return state_; }
  time_point began() const { return began_; }  // its first byte was seen; before that: the wait for it
  time_point deadline() const { return deadline_; }
  void end_by(time_point latest) { deadline_ = std::min(deadline_, latest); }

  // Nothing of it is there yet.
  void wait_for();
  // The bytes that stand in the buffers are its beginning.
  void begin();
  // One read. Buffers that got no bytes go back. False: the client is gone.
  bool receive(stream& client);
  // Reads what is there of a partial one. If more is to come, its bytes are kept apart and the buffers go back.
  void read();
  // It took too long.
  void refuse_late();
  // The request, once its head is complete; it is the connection's `count`-th.
  arrived_request take(std::size_t count);

 private:
  // A head that came in pieces: what a slow client costs, and all that it costs.
  struct pieces {
    std::string bytes;
    wire::request_head_reader reader;
    pinned_configuration with;

    pieces(const exchange_buffers& in, pinned_configuration began_with)
        : bytes(in.in.data(), in.in.size()), reader(in.request), with(std::move(began_with)) {}
  };

  void move_into_buffers();
  pinned_configuration take_configuration();

  worker_parts& parts_;
  buffer_lease& buffers_;
  std::unique_ptr<pieces> pieces_;
  std::optional<routes::failure> refused_;
  time_point began_;
  time_point deadline_{};
  state state_ = state::none;
};

}  // namespace ramal::flow
