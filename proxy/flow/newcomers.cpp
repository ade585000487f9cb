#include "proxy/flow/newcomers.hpp"

namespace ramal::flow {
namespace {

constexpr std::size_t spared_at_most = 64;

}  // namespace

void newcomers::add(newcomer& one, stream& client, time_point since) {
  if (one.is_linked()) return;
  one.client_ = &client;
  one.since_ = since;
  all_.push_back(one);
}

void newcomers::shed_older_than(time_point since) {
  while (!all_.empty() && all_.front().since_ < since) shed(all_.front());
}

// Who is spared costs a system call: a crowd that keeps sending must not make this long.
std::size_t newcomers::shed_oldest(std::size_t most, time_point before) {
  std::size_t done = 0, looks = 2 * most + spared_at_most;
  for (auto at = all_.begin(); at != all_.end() && done < most && looks > 0; --looks) {
    newcomer& one = *at++;
    if (one.since_ >= before) break;
    if (one.client_->has_unread(true)) continue;
    shed(one);
    ++done;
  }
  return done;
}

void newcomers::shed(newcomer& one) {
  one.unlink();
  one.shed_ = true;
  one.client_->end_wait(wake::timeout);
}

}  // namespace ramal::flow
