// How a dispatcher makes one attempt.
#include <spdlog/spdlog.h>

#include <utility>

#include "proxy/relay/dispatcher.hpp"
#include "ramal_version.hpp"

namespace ramal::relay {
namespace {

attempt_class class_of(unsigned status) {
  if (status == 0) return attempt_class::no_answer;
  if (status < 300) return attempt_class::ok;
  if (status < 400) return attempt_class::redirect;
  return status < 500 ? attempt_class::client_error : attempt_class::server_error;
}

}  // namespace

struct dispatcher::attempt_under_way {
  store::event_record event;
  destination_ptr to;
  rules::breaker::permit permit;
  std::unique_ptr<timer> until_slow;
};

void dispatcher::begin(const store::event_record& event, const rules::breaker::permit& given) {
  auto one = std::make_shared<attempt_under_way>();
  one->event = event;
  one->to = to_;
  one->permit = given;
  delivery_request request = request_of(event, *to_, services_.loop.now(), RAMAL_VERSION);
  one->event.body.clear();
  // The client's callbacks come on this thread, and none after its stop(), which the relay calls before this goes.
  services_.client.start(
      std::move(request), [self = shared_from_this(), one] { self->note_sent(one); },
      [self = shared_from_this(), one](const delivery_result& answer) { self->end(one, answer); });
}

void dispatcher::note_sent(const attempt_ptr& one) {
  if (one->to->order != store::line_order::patient) return;
  one->until_slow = services_.loop.make_timer();
  one->until_slow->start(slow_after(*one->to), [self = shared_from_this(), seq = one->event.seq] {
    ask(self->services_, self, store::mark_sent{seq, self->services_.loop.now()},
        [self](const store::outcome<bool>&) { self->wake(); });
  });
}

void dispatcher::end(const attempt_ptr& one, const delivery_result& answer) {
  one->until_slow.reset();
  --running_;
  services_.slots.give(1);
  if (answer.failure == delivery_failure::stopped) {  // the next start sends it again
    hand_back(one->permit, rules::verdict::untried);
    return check_idle();
  }
  const store::instant now = services_.loop.now();
  const judged made = judge(one->event, answer, *one->to, now, services_.jitter());
  hand_back(one->permit, made.delivered ? rules::verdict::answered : rules::verdict::failed);
  ++counters_.attempts[static_cast<std::size_t>(class_of(answer.status))];
  if (made.delivered) {
    ++counters_
          .delivered[static_cast<std::size_t>(kind_of(one->event.place))][static_cast<std::size_t>(one->event.source)];
    services_.counters.delay(one->event.happened, one->event.born, now);
  }
  services_.log_attempt(log_line(one->event, *one->to, answer, made.result));
  if (services_.show_attempt) services_.show_attempt(one->event, *one->to, answer, made.result);
  if (!made.pause.empty()) results_->pause(made.pause);
  results_->write(made.result);
  wake();
}

void dispatcher::hand_back(const rules::breaker::permit& given, rules::verdict how) {
  const auto change = breaker_.hand_back(given, how, services_.loop.steady(), breaker_limits);
  if (change == rules::breaker_change::opened && breaker_.open_for() == breaker_limits.first)
    spdlog::warn("webhooks of {}: {} deliveries in a row have failed; nothing is sent for 10 s, then one is tried",
                 id(), breaker_limits.failures);
  if (change == rules::breaker_change::closed) spdlog::info("webhooks of {}: deliveries succeed again", id());
}

}  // namespace ramal::relay
