// One native request and its answer: over an idle or a new connection, with deadlines, never sent twice unless the
// rules allow it (http-rules.md U1 to U11).
#pragma once

#include <optional>
#include <span>

#include "proxy/flow/engine_gate.hpp"
#include "proxy/flow/exchange_buffers.hpp"
#include "proxy/flow/task.hpp"
#include "proxy/flow/worker_parts.hpp"
#include "proxy/rules/retry.hpp"
#include "routes/failure.hpp"

namespace ramal::flow {

// What is asked and how long it may take.
struct engine_terms {
  connection_owner owner;
  bool idempotent;  // GET only
  std::chrono::milliseconds connect;
  std::chrono::milliseconds first_byte;
  std::chrono::milliseconds total;
  std::size_t most_answer_bytes;

  engine_terms(connection_owner whose, bool is_get, const config::upstream_engine& engine)
      : owner(whose), idempotent(is_get), connect(engine.connect_timeout), first_byte(engine.first_byte_timeout),
        total(engine.total_timeout), most_answer_bytes(engine.max_answer_bytes) {}
};

// Sends in.native; on success the answer's head is in in.answer and its body in answer_body_of(in). A failure says
// whether anything was sent. If `client` goes before that, nothing is sent; if it goes later, a GET is given up
// (client_gone), and a POST runs to its end (U12). `permit` was granted; it and `engine` outlive the task.
task<std::optional<routes::failure>> ask_engine(worker_parts& parts, engine_permit& permit, upstream& engine,
                                                exchange_buffers& in, engine_terms terms, disconnect_watch& client);

// The whole body of the answer that ask_engine read.
std::string_view answer_body_of(const exchange_buffers& in);

// Head and body of that answer as they came, to be masked in place.
std::span<char> answer_bytes_of(exchange_buffers& in);

}  // namespace ramal::flow
