// What waits in the outbox, as of a moment ago: for metrics (webhooks.md section 13). Loop's thread.
#pragma once

#include <memory>

#include "proxy/relay/services.hpp"

namespace ramal::relay {

class backlog : public std::enable_shared_from_this<backlog> {
 public:
  // Between two looks; longer where they take long: of the store's time they cost one part in `share` at most.
  static constexpr milliseconds shortest{1'000}, longest{60'000};
  static constexpr int share = 50;

  explicit backlog(relay_services& services) : services_(services), timer_(services.loop.make_timer()) {}

  // Looks, and then again and again.
  void begin() { look(); }
  // Nothing before the first look. As long as the store cannot be read it stays as it was.
  const store::totals& seen() const { return seen_; }

 private:
  void look();

  relay_services& services_;
  std::unique_ptr<timer> timer_;
  store::totals seen_;
};

}  // namespace ramal::relay
