// Which requests of one worker are at the engine, and the queue before it (http-rules.md L8, L9).
#pragma once

#include <array>
#include <boost/intrusive/list.hpp>

#include "proxy/flow/stream.hpp"
#include "proxy/rules/admission.hpp"

namespace ramal::flow {

class admission_queue;

// One request on its way to the engine. Leaves the engine, or the queue, at its end.
class admission : public boost::intrusive::list_base_hook<> {
 public:
  enum class state : std::uint8_t { inside, waiting, turned_away };

  // `queue` and `client` outlive it. While it waits, its owner waits for interest::end on `client`: that wait is ended
  // when the state changes.
  admission(admission_queue& queue, rules::urgency what, const rules::admission_limits& limits, stream& client);
  ~admission();
  admission(const admission&) = delete;
  admission& operator=(const admission&) = delete;

  state is() const { return state_; }

 private:
  friend class admission_queue;

  admission_queue& queue_;
  stream& client_;
  rules::urgency what_;
  state state_ = state::turned_away;
};

class admission_queue {
 public:
  const rules::crowd& now() const { return crowd_; }

 private:
  friend class admission;
  using queue = boost::intrusive::list<admission, boost::intrusive::constant_time_size<false>>;

  void arrive(admission& request);
  void leave(admission& request);
  void take_out(admission& request, admission::state now);
  queue& queue_of(rules::urgency what) { return queues_[static_cast<std::size_t>(what)]; }

  rules::crowd crowd_;
  rules::admission_limits limits_{1, 0};
  std::array<queue, rules::urgencies> queues_;
};

}  // namespace ramal::flow
