#include "proxy/flow/half_open_connections.hpp"

namespace ramal::flow {
namespace {

constexpr std::size_t spared_at_most = 64;

}  // namespace

void half_open_connections::add(half_open_connection& entry, stream& client, time_point since) {
  if (entry.is_linked()) return;
  entry.client_ = &client;
  entry.since_ = since;
  all_.push_back(entry);
}

void half_open_connections::shed_older_than(time_point since) {
  while (!all_.empty() && all_.front().since_ < since) shed(all_.front());
}

// Each connection that is spared costs a system call: many clients that keep sending must not make this slow.
std::size_t half_open_connections::shed_oldest(std::size_t most, time_point before) {
  std::size_t done = 0, looks = 2 * most + spared_at_most;
  for (auto at = all_.begin(); at != all_.end() && done < most && looks > 0; --looks) {
    half_open_connection& entry = *at++;
    if (entry.since_ >= before) break;
    if (entry.client_->has_unread(true)) continue;
    shed(entry);
    ++done;
  }
  return done;
}

void half_open_connections::shed(half_open_connection& entry) {
  entry.unlink();
  entry.shed_ = true;
  entry.client_->end_wait(wait_result::timeout);
}

}  // namespace ramal::flow
