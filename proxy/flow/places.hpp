// One worker's places at the engine, and the queue before them (http-rules.md L8, L9).
#pragma once

#include <array>
#include <boost/intrusive/list.hpp>

#include "proxy/flow/stream.hpp"
#include "proxy/rules/admission.hpp"

namespace ramal::flow {

class places;

// One request on its way to the engine. Leaves its place, or the queue, at its end.
class place : public boost::intrusive::list_base_hook<> {
 public:
  enum class state : std::uint8_t { inside, waiting, turned_away };

  // `of` and `client` outlive it. While it waits, its owner waits for interest::end on `client`: that wait is ended
  // when the state changes.
  place(places& of, rules::urgency what, const rules::place_limits& limits, stream& client);
  ~place();
  place(const place&) = delete;
  place& operator=(const place&) = delete;

  state is() const { return state_; }

 private:
  friend class places;

  places& of_;
  stream& client_;
  rules::urgency what_;
  state state_ = state::turned_away;
};

class places {
 public:
  const rules::crowd& now() const { return crowd_; }

 private:
  friend class place;
  using queue = boost::intrusive::list<place, boost::intrusive::constant_time_size<false>>;

  void arrive(place& one);
  void leave(place& one);
  void take_out(place& one, place::state now);
  queue& queue_of(rules::urgency what) { return queues_[static_cast<std::size_t>(what)]; }

  rules::crowd crowd_;
  rules::place_limits limits_{1, 0};
  std::array<queue, rules::urgencies> queues_;
};

}  // namespace ramal::flow
