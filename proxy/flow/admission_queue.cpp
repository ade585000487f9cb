#include "proxy/flow/admission_queue.hpp"

namespace ramal::flow {

admission::admission(admission_queue& queue, rules::urgency what, const rules::admission_limits& limits, stream& client)
    : queue_(queue), client_(client), what_(what) {
  queue_.limits_ = limits;
  queue_.arrive(*this);
}

admission::~admission() { queue_.leave(*this); }

void admission_queue::arrive(admission& request) {
  const rules::entrance judged = rules::judge_entry(crowd_, request.what_, limits_);
  if (judged.what == rules::entrance::verdict::refuse) return;
  if (judged.what == rules::entrance::verdict::enter) {
    ++crowd_.inside;
    request.state_ = admission::state::inside;
    return;
  }
  // the second half is always true; without it GCC 12 sees a dangling pointer when it optimises
  if (judged.evicts && !queue_of(*judged.evicts).empty()) {
    admission& last = queue_of(*judged.evicts).back();
    take_out(last, admission::state::turned_away);
    last.client_.end_wait(wait_result::ready);
  }
  queue_of(request.what_).push_back(request);
  ++crowd_.waiting[static_cast<std::size_t>(request.what_)];
  request.state_ = admission::state::waiting;
}

void admission_queue::leave(admission& request) {
  if (request.state_ == admission::state::waiting) take_out(request, admission::state::turned_away);
  if (request.state_ != admission::state::inside) return;
  --crowd_.inside;
  for (auto next = rules::next_to_enter(crowd_, limits_); next; next = rules::next_to_enter(crowd_, limits_)) {
    admission& first = queue_of(*next).front();
    take_out(first, admission::state::inside);
    ++crowd_.inside;
    first.client_.end_wait(wait_result::ready);
  }
}

void admission_queue::take_out(admission& request, admission::state now) {
  queue_of(request.what_).erase(queue::s_iterator_to(request));
  --crowd_.waiting[static_cast<std::size_t>(request.what_)];
  request.state_ = now;
}

}  // namespace ramal::flow
