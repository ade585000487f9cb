#include "proxy/net/control/file_watch.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "proxy/net/loop/persist.hpp"

namespace ramal::net {
namespace {

constexpr std::chrono::seconds look_every{1};
// A change is passed on when nothing else has changed for so long, but no later than that.
constexpr std::chrono::milliseconds quiet_time{100};
constexpr std::chrono::milliseconds longest_wait{1'000};

bool same(const configuration_file::stamps& a, const configuration_file::stamps& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& one, const auto& other) {
    return one.first == other.first && one.second.same_state(other.second);
  });
}

}  // namespace

file_watch::file_watch(boost::asio::io_context& loop, const configuration_file& source, std::function<void()> changed)
    : source_(source), changed_(std::move(changed)), next_(loop) {}

void file_watch::begin() {
  first_change_.reset();
  look_after(look_every);
}

void file_watch::stop() { next_.cancel(); }

// Without memory the look is repeated later.
void file_watch::look_after(clock::duration time) {
  persist([&] {
    next_.expires_after(time);
    next_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      try {
        look();
      } catch (const std::bad_alloc&) { begin(); }
    });
  });
}

void file_watch::look() {
  if (!source_.has_changed()) return begin();
  const auto now = clock::now();
  auto seen = source_.look();
  const bool quiet = first_change_ && same(seen, last_seen_);
  if (!first_change_) first_change_ = now;
  if (quiet || now - *first_change_ >= longest_wait) return changed_();
  last_seen_ = std::move(seen);
  look_after(quiet_time);
}

}  // namespace ramal::net
