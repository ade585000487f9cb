#include "proxy/flow/newcomers.hpp"

namespace ramal::flow {

void newcomers::add(newcomer& one, stream& client, time_point since) {
  if (one.is_linked()) return;
  one.client_ = &client;
  one.since_ = since;
  all_.push_back(one);
}

void newcomers::shed_older_than(time_point since) {
  while (!all_.empty() && all_.front().since_ < since) shed_first();
}

void newcomers::shed_oldest(std::size_t most) {
  for (; most != 0 && !all_.empty(); --most) shed_first();
}

void newcomers::shed_first() {
  newcomer& first = all_.front();
  all_.pop_front();
  first.shed_ = true;
  first.client_->end_wait(wake::timeout);
}

}  // namespace ramal::flow
