#include "proxy/relay/intake.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "proxy/relay/engine_call.hpp"

namespace ramal::relay {
namespace {

using flow::intake_answer;
using flow::intake_verdict;

event_kind kind_of(events::phase what) { return relay::kind_of(static_cast<store::phase>(what)); }

// Whether the store's record says already that an offer is nothing new.
bool knows_better(const std::optional<store::call_record>& call) { return call && call->phases != 0; }

std::string last_digits(const std::string& number) {
  return number.size() <= 4 ? number : number.substr(number.size() - 4);
}

}  // namespace

settings_ptr intake::settings() const {
  const std::lock_guard lock(mutex_);
  return settings_;
}

void intake::use(settings_ptr settings) {
  const std::lock_guard lock(mutex_);
  settings_.swap(settings);
}

void intake::take(posted_event posted, const completion& done) {
  auto event = std::make_shared<incoming>();
  event->settings = settings();
  event->key = event->settings ? event->settings->find(posted.key) : nullptr;
  if (event->key == nullptr) return done({intake_verdict::outbox_failed, {}});  // a reload is under way
  event->body = std::move(posted.body);
  event->received = posted.received;
  event->source = posted.source;
  auto told = events::read_native_event(event->body);
  if (!told) {
    services_.counters.of(event->key->name).receive(event_kind::other, received_as::invalid);
    return done({intake_verdict::invalid_json, {}});
  }
  events::key_facts facts = event->key->facts();
  if (event->source == store::origin::repair) facts.from = events::source::any;
  event->event = events::understand(std::move(*told), facts);
  const events::ignored why = event->event.why;
  if (event->event.other_number && !event->key->strict_number) warn_of_number(*event);
  if (!concerns_store(*event))
    return ignore(*event, why == events::ignored::no ? events::ignored::not_translated : why, done);
  if (posted.draining) {
    services_.counters.of(event->key->name).receive(kind_of(event->event.what), received_as::draining);
    return done({intake_verdict::draining, {}});
  }
  if (is_late_offer(*event)) look_up(event, done);
  else put(event, done);
}

// An offer of a call that is known by then is nothing new: the engine need not be asked.
void intake::look_up(const std::shared_ptr<incoming>& event, const completion& done) {
  services_.loop.post([this, self = shared_from_this(), event, done] {
    ask(services_, self, store::find_call{event->key->name, ids_of(*event)},
        [this, event, done](const store::outcome<std::optional<store::call_record>>& found) {
          if (found.result != store::status::ok || knows_better(found.value)) put(event, done);
          else ask_engine(event, done);
        });
  });
}

void intake::ask_engine(const std::shared_ptr<incoming>& event, const completion& done) {
  if (questions_ >= most_questions) {
    services_.counters.of(event->key->name).receive(kind_of(event->event.what), received_as::full);
    return done({intake_verdict::outbox_full, {}});
  }
  ++questions_;
  engine_question question = question_of(*event->key, call_target(ids_of(*event)));
  engine_.get(std::move(question), [this, self = shared_from_this(), event, done](const engine_reply& reply) {
    --questions_;
    const auto call = reply.status == 200 ? read_call(reply.body) : std::nullopt;
    if (!call || call->status != "RINGING") return ignore(*event, events::ignored::stale, done);
    event->still_rings = true;
    put(event, done);
  });
}

void intake::put(const incoming_ptr& event, const completion& done) {
  services_.store.put(new_event_of(event),
                      [this, self = shared_from_this(), event, done](const store::outcome<store::put_result>& stored) {
                        answer(event, stored, done);
                      });
}

// On the store's thread.
void intake::answer(const incoming_ptr& event, const store::outcome<store::put_result>& stored,
                    const completion& done) {
  key_counters& counters = services_.counters.of(event->key->name);
  const event_kind kind = kind_of(event->event.what);
  if (stored.result != store::status::ok) {
    const bool full = stored.result == store::status::full;
    counters.receive(kind, full ? received_as::full : received_as::failed);
    return done({full ? intake_verdict::outbox_full : intake_verdict::outbox_failed, {}});
  }
  note_times(*event, stored.value);
  const events::ignored why = ignored_by(*event, stored.value);
  if (why != events::ignored::no) return ignore(*event, why, done);
  counters.receive(kind, received_as::stored);
  services_.counters.dead += static_cast<std::uint64_t>(stored.value.dead);
  done({intake_verdict::stored, {}});
  if (stored.value.deliveries == 0) return;
  services_.loop.post([this, self = shared_from_this(), event] {
    for (const destination_ptr& to : event->key->destinations) wake_(to->id);
  });
}

// In the order in which the store has taken them.
void intake::note_times(const incoming& event, const store::put_result& stored) {
  const auto told = told_by(event.event, stored);
  if (!told) return;
  services_.loop.post([self = shared_from_this(), told = *told] {
    self->services_.counters.times.take(told, self->services_.loop.steady());
  });
}

void intake::ignore(const incoming& event, events::ignored why, const completion& done) {
  const bool duplicate = why == events::ignored::duplicate;
  if (event.source == store::origin::engine)  // gap repair asks again and again
    services_.counters.of(event.key->name)
        .receive(kind_of(event.event.what), duplicate ? received_as::duplicate : received_as::ignored);
  done({intake_verdict::ignored, events::text(why)});
}

// Once a minute: it may be so with every event.
void intake::warn_of_number(const incoming& event) {
  const std::int64_t now = event.received.time_since_epoch().count();
  std::int64_t last = warned_;
  if (now - last < 60'000 || !warned_.compare_exchange_strong(last, now)) return;
  spdlog::warn("an event of key {} is of another number, which ends in {}: see keys[].number, and whose hook it is",
               event.key->name, last_digits(event.event.own));
}

}  // namespace ramal::relay
