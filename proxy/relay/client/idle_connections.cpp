#include "proxy/relay/client/idle_connections.hpp"

#include <algorithm>

namespace ramal::relay {

std::shared_ptr<connection> idle_connections::take(const connection_use& use) {
  for (;;) {
    const auto found = std::find_if(entries_.rbegin(), entries_.rend(),
                                    [&](const entry_ptr& one) { return one->use == use; });
    if (found == entries_.rend()) return nullptr;
    const entry_ptr one = *found;
    if (one->idle->has_something()) {
      close(one);
      continue;
    }
    entries_.remove(one);
    one->timer.cancel();
    one->idle->stop_waiting();
    return std::move(one->idle);
  }
}

void idle_connections::put(connection_use use, std::shared_ptr<connection> one) {
  if (std::chrono::steady_clock::now() - one->made_at() > bounds_.longest_life) return one->close();
  evict_for(use.destination);
  entries_.push_back(std::make_shared<entry>(loop_, std::move(use), std::move(one)));
  watch(entries_.back());
}

void idle_connections::close_all() {
  while (!entries_.empty()) close(entries_.front());
}

void idle_connections::watch(const entry_ptr& one) {
  const auto end = [weak = weak_from_this(), one](const error_code& error) {
    const auto self = weak.lock();
    if (!error && self && one->idle) self->close(one);
  };
  one->timer.expires_after(bounds_.time);
  one->timer.async_wait(end);
  one->idle->wait_for_something(end);
}

void idle_connections::close(const entry_ptr& one) {
  const entry_ptr kept = one;  // NOLINT(performance-unnecessary-copy-initialization): `one` may be in the list
  kept->timer.cancel();
  kept->idle->close();
  kept->idle.reset();
  entries_.remove(kept);
}

void idle_connections::evict_for(const std::string& destination) {
  const auto is_of = [&](const entry_ptr& one) { return one->use.destination == destination; };
  const auto of_one = static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(), is_of));
  if (of_one >= bounds_.most_of_one) close(*std::find_if(entries_.begin(), entries_.end(), is_of));
  else if (entries_.size() >= bounds_.most) close(entries_.front());
}

}  // namespace ramal::relay
