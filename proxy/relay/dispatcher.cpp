#include "proxy/relay/dispatcher.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace ramal::relay {

std::shared_ptr<dispatcher> dispatcher::make(relay_services& services, destination_ptr to) {
  std::shared_ptr<dispatcher> made(new dispatcher(services, std::move(to)));
  made->results_ = std::make_shared<result_writer>(services, made->id(), [weak = std::weak_ptr(made)] {
    const auto self = weak.lock();
    if (!self) return;
    self->wake();
    self->check_idle();
  });
  return made;
}

dispatcher::dispatcher(relay_services& services, destination_ptr to)
    : services_(services), to_(std::move(to)), counters_(services.counters.of(to_->key)),
      timer_(services.loop.make_timer()) {}

void dispatcher::wake() {
  if (idle_) return;
  if (claiming_ != claiming::no) claiming_ = claiming::again;
  else claim();
}

void dispatcher::change(destination_ptr to) {
  const bool changed = to->made_of != to_->made_of;
  to_ = std::move(to);
  if (changed) {
    breaker_.forget();
    ask(services_, shared_from_this(), store::resume{id(), services_.loop.now()},
        [this](const store::outcome<bool>&) { wake(); });
  }
  wake();
}

void dispatcher::finish(std::function<void()> idle) {
  idle_ = std::move(idle);
  timer_->cancel();
  check_idle();
}

void dispatcher::remove(std::function<void()> idle) {
  finish([this, idle = std::move(idle)] {
    give_up_waiting(services_, id());
    idle();
  });
}

void dispatcher::check_idle() {
  if (!idle_ || running_ != 0 || results_->open() != 0 || claiming_ != claiming::no) return;
  // Later, so that who calls this is not destroyed by what it sets off.
  services_.loop.post([idle = std::exchange(idle_, [] {})] { idle(); });
}

// Nothing is asked of the store without a slot for an attempt and leave of the breaker.
void dispatcher::claim() {
  if (running_ >= at_once || results_->open() >= most_unwritten) return;  // what ends one wakes
  const std::size_t taken = services_.slots.take(at_once - running_);
  if (taken == 0) {
    if (!std::exchange(waits_for_slot_, true))
      services_.slots.wait([this, weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self) return;
        waits_for_slot_ = false;
        wake();
      });
    return;
  }
  permits given = ask_for_permits(taken);
  if (given.size() < taken) services_.slots.give(taken - given.size());
  if (given.empty()) return;
  claiming_ = claiming::yes;
  running_ += given.size();
  store::claim request;
  request.destination = id();
  request.most = static_cast<std::int64_t>(given.size());
  request.order = to_->order;
  request.patience = to_->patience - slow_after(*to_);
  request.now = services_.loop.now();
  ask(services_, shared_from_this(), std::move(request),
      [this, given](const store::outcome<store::claimed>& found) { take(found, given); });
}

dispatcher::permits dispatcher::ask_for_permits(std::size_t most) {
  permits given;
  while (given.size() < most) {
    const auto one = breaker_.ask(services_.loop.steady(), breaker_limits);
    if (!one.granted) {
      if (given.empty()) timer_->start(one.wait, [this] { wake(); });
      break;
    }
    given.push_back(one);
  }
  return given;
}

void dispatcher::take(const store::outcome<store::claimed>& found, permits given) {
  const bool again = std::exchange(claiming_, claiming::no) == claiming::again;
  const auto& events = found.value.events;
  const bool is_full = events.size() == given.size();
  for (const store::event_record& one : found.value.ended) results_->count_end(one.state);
  for (const store::event_record& one : events) {
    begin(one, given.back());
    given.pop_back();
  }
  for (const auto& unused : given) hand_back(unused, rules::verdict::untried);
  running_ -= given.size();
  services_.slots.give(given.size());
  if (idle_) return check_idle();
  if (found.result != store::status::ok) return timer_->start(claim_again, [this] { wake(); });
  if (again) return wake();
  wait_for(found.value, is_full);
}

// `next` may have passed already where more is due than could be sent.
void dispatcher::wait_for(const store::claimed& found, bool is_full) {
  constexpr milliseconds least{10};
  if (!found.next) return timer_->cancel();
  const milliseconds wait = *found.next - services_.loop.now();
  if (wait <= least && is_full) return wake();
  timer_->start(std::max(wait, least), [this] { wake(); });
}

void give_up_waiting(relay_services& services, const std::string& destination) {
  store::give_up request;
  request.destination = destination;
  request.reason = "its destination is configured no more";
  request.now = services.loop.now();
  services.store.submit(std::move(request), [&services, destination](const store::outcome<std::int64_t>& answer) {
    if (answer.result != store::status::ok || answer.value == 0) return;
    services.counters.dead += static_cast<std::uint64_t>(answer.value);
    services.loop.post([&services, destination] { give_up_waiting(services, destination); });
  });
}

}  // namespace ramal::relay
