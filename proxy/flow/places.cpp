#include "proxy/flow/places.hpp"

namespace ramal::flow {

place::place(places& of, rules::urgency what, const rules::place_limits& limits, stream& client)
    : of_(of), client_(client), what_(what) {
  of_.limits_ = limits;
  of_.arrive(*this);
}

place::~place() { of_.leave(*this); }

void places::arrive(place& one) {
  const rules::entrance judged = rules::judge_arrival(crowd_, one.what_, limits_);
  if (judged.what == rules::entrance::verdict::refuse) return;
  if (judged.what == rules::entrance::verdict::enter) {
    ++crowd_.inside;
    one.state_ = place::state::inside;
    return;
  }
  // the second half is always true; without it GCC 12 sees a dangling pointer when it optimises
  if (judged.evicts && !queue_of(*judged.evicts).empty()) {
    place& last = queue_of(*judged.evicts).back();
    take_out(last, place::state::turned_away);
    last.client_.end_wait(wake::ready);
  }
  queue_of(one.what_).push_back(one);
  ++crowd_.waiting[static_cast<std::size_t>(one.what_)];
  one.state_ = place::state::waiting;
}

void places::leave(place& one) {
  if (one.state_ == place::state::waiting) take_out(one, place::state::turned_away);
  if (one.state_ != place::state::inside) return;
  --crowd_.inside;
  for (auto next = rules::next_to_enter(crowd_, limits_); next; next = rules::next_to_enter(crowd_, limits_)) {
    place& first = queue_of(*next).front();
    take_out(first, place::state::inside);
    ++crowd_.inside;
    first.client_.end_wait(wake::ready);
  }
}

void places::take_out(place& one, place::state now) {
  queue_of(one.what_).erase(queue::s_iterator_to(one));
  --crowd_.waiting[static_cast<std::size_t>(one.what_)];
  one.state_ = now;
}

}  // namespace ramal::flow
