#include "proxy/relay/outbox.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace ramal::relay {

std::shared_ptr<outbox> outbox::make(relay_services& services, engine_reader& engine) {
  std::shared_ptr<outbox> made(new outbox(services));
  made->intake_ = std::make_shared<intake>(
      services, engine, [weak = std::weak_ptr(made)](const std::string& destination) {
        const auto self = weak.lock();
        if (!self) return;
        if (const auto found = self->dispatchers_.find(destination); found != self->dispatchers_.end())
          found->second->wake();
      });
  made->repair_ = std::make_shared<repair>(services, engine, made->intake_);
  return made;
}

void outbox::use(settings_ptr settings) {
  settings_ = std::move(settings);
  intake_->use(settings_);
  repair_->use(settings_);
  std::set<std::string> configured;
  for (const event_key& key : settings_->keys)
    for (const destination_ptr& to : key.destinations) {
      configured.insert(to->id);
      auto& one = dispatchers_[to->id];
      if (one) {
        one->change(to);
        continue;
      }
      one = dispatcher::make(services_, to);
      one->wake();
    }
  for (auto one = dispatchers_.begin(); one != dispatchers_.end();) {
    if (configured.contains(one->first)) {
      ++one;
      continue;
    }
    const std::shared_ptr<dispatcher> gone = std::move(one->second);
    one = dispatchers_.erase(one);
    leaving_[gone.get()] = gone;
    gone->remove([this, of = gone.get()] { leaving_.erase(of); });
  }
}

void outbox::begin() {
  give_up_strangers();
  tidy();
  repair_->begin();
}

// Destinations that were removed while the program did not run.
void outbox::give_up_strangers() {
  ask(services_, shared_from_this(), store::summary{}, [this](const store::outcome<store::totals>& found) {
    if (found.result != store::status::ok) return;
    for (const store::destination_summary& one : found.value.destinations)
      if (one.pending > 0 && !dispatchers_.contains(one.destination)) give_up_waiting(services_, one.destination);
  });
}

// Timers run by a clock that nobody sets, what is due by one that may be.
void outbox::watch_clock() {
  const auto ahead = std::chrono::duration_cast<milliseconds>(services_.loop.now().time_since_epoch() -
                                                              services_.loop.steady().time_since_epoch());
  if (std::chrono::abs(ahead - std::exchange(ahead_, ahead)) > set_clock) wake_all();
}

void outbox::tidy() {
  watch_clock();
  ask(services_, shared_from_this(), store::tidy{services_.loop.now()},
      [this](const store::outcome<store::tidied>& answer) {
        const store::tidied& done = answer.value;
        services_.counters.expired += static_cast<std::uint64_t>(done.expired);
        services_.counters.dead += static_cast<std::uint64_t>(done.dead);
        if (done.expired + done.dead > 0) wake_all();  // what stood behind them may go
        tidies_->start(done.more ? tidy_again : tidy_every, [this] { tidy(); });
      });
}

void outbox::wake_all() {
  for (const auto& [id, one] : dispatchers_) one->wake();
}

void outbox::finish(std::function<void()> idle) {
  repair_->stop();
  tidies_->cancel();
  auto left = std::make_shared<std::size_t>(dispatchers_.size());
  if (*left == 0) return services_.loop.post(std::move(idle));
  const auto one_less = [left, idle = std::move(idle)] {
    if (--*left == 0) idle();
  };
  for (const auto& [id, one] : dispatchers_) one->finish(one_less);
}

}  // namespace ramal::relay
