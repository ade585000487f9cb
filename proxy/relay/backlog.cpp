#include "proxy/relay/backlog.hpp"

#include <algorithm>

namespace ramal::relay {

void backlog::look() {
  const auto began = services_.loop.steady();
  ask(services_, shared_from_this(), store::summary{}, [this, began](const store::outcome<store::totals>& found) {
    if (found.ok()) seen_ = found.value;
    const auto took = std::chrono::ceil<milliseconds>(services_.loop.steady() - began);
    timer_->start(std::clamp(took * share, shortest, longest), [this] { look(); });
  });
}

}  // namespace ramal::relay
