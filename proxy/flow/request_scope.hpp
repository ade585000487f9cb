// What lives as long as one request: what it is served with, its buffers, its instants, and what the log will say of
// it.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/flow/client_origin.hpp"
#include "proxy/flow/exchange_buffers.hpp"
#include "proxy/flow/timeline.hpp"
#include "proxy/flow/worker_parts.hpp"
#include "proxy/tracing/trace_context.hpp"
#include "routes/failure.hpp"
#include "routes/table.hpp"

namespace ramal::flow {

// What a phase of a request comes to.
template <class T>
using result = boost::system::result<T, routes::failure>;
using outcome = std::optional<routes::failure>;

// What the access log says of a request beside its instants, noted as it becomes known.
struct log_notes {
  const routes::route* row = nullptr;            // null: no route was found
  std::string_view key_name{};                   // lives as long as the snapshot
  std::optional<metrics::key_slot> key{};        // where a key that may be used is counted
  std::optional<std::uint16_t> native_status{};  // none: the engine gave no answer
  std::string front{};                           // the Server of what refused in front of the engine
  std::size_t key_echoes = 0;
  std::size_t dropped = 0;     // bytes of a body that is not needed
  std::string_view ignored{};  // static: why an event was not passed on
  bool client_gone = false;    // while it was to wait for the engine
  metrics::beside_tables other = metrics::beside_tables::nothing;
};

// An answer that was passed on to the client as it came: nothing more is written.
struct passed_answer {
  std::uint16_t status;
  std::size_t bytes_in, bytes_out;
  outcome cut;  // the client has not got all of it
  bool whole_request;
};

struct request_scope {
  stream& client;
  worker_parts& parts;
  buffer_lease& buffers;  // `request` holds a complete head, or one that was refused
  const client_origin& from;
  pinned_configuration with;
  timeline times;
  bool closes;                                // the connection ends with this request
  std::optional<rules::request_id> own_id{};  // none: it goes by the client's
  log_notes notes{};
  std::optional<passed_answer> passed{};
  std::optional<tracing::request_trace> trace{};  // none: not begun yet, or requests are not traced

  request_scope(stream& c, worker_parts& p, buffer_lease& b, const client_origin& f, pinned_configuration w,
                time_point began, bool last_one)
      : client(c), parts(p), buffers(b), from(f), with(std::move(w)), times(began, p.clock.wall_time()),
        closes(last_one) {}

  const snapshot& settings() const { return *with.settings; }
  const wire::request_head& head() const { return buffers->request.head(); }
  std::string_view bytes() const { return buffers->request_bytes(); }
  // Bytes of the buffer that still stand there and belong to this request.
  std::size_t consumed() const { return buffers->request.size() + buffers->body.raw(); }
  bool asks_for_end() const { return !head().keep_alive; }
  std::string_view id() const { return own_id ? rules::view(*own_id) : head().request_id.of(bytes()); }
};

}  // namespace ramal::flow
