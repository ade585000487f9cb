// One request and its one answer: the phases in order (docs/architecture.md section 2). Each takes what the ones before
// it returned.
#pragma once

#include "proxy/flow/answer_writer.hpp"

namespace ramal::flow {

// A request whose head is complete in its buffers, or known to be bad.
struct arrived_request {
  pinned_configuration with;  // what was in force when its first byte was seen, at `began`
  time_point began;
  bool last_one;    // the connection has served as many requests as it may
  outcome refused;  // why the head is bad; nothing: it is good

  arrived_request(pinned_configuration w, time_point b, bool last, const outcome& r)
      : with(std::move(w)), began(b), last_one(last), refused(r) {}
};

struct served_request {
  after_answer then;
  std::size_t bytes;  // of the buffer: what follows them is the next request's beginning

  served_request(after_answer t, std::size_t b) : then(t), bytes(b) {}
};

task<served_request> serve_request(stream& client, worker_parts& parts, buffer_lease& buffers,
                                   const client_origin& peer, arrived_request what);

}  // namespace ramal::flow
