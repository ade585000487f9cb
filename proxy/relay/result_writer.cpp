#include "proxy/relay/result_writer.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace ramal::relay {

void result_writer::write(const store::attempt_result& result) {
  ++under_way_;
  ask(services_, shared_from_this(), result,
      [this, result](const store::outcome<store::recorded>& answer) { take(result, answer); });
}

void result_writer::take(const store::attempt_result& result, const store::outcome<store::recorded>& answer) {
  --under_way_;
  if (answer.result != store::status::ok) return keep(result, answer.why);
  told_ = false;
  if (answer.value.found) count_end(answer.value.state);
  services_.counters.expired += static_cast<std::uint64_t>(answer.value.passed);
  judge_failing(answer.value, result.now);
  written_();
}

// Days without an attempt do not count.
void result_writer::judge_failing(const store::recorded& what, store::instant now) {
  if (!what.failing_since || now - *what.failing_since < std::chrono::days(pause_after_days)) return;
  if (what.failing_days >= pause_after_days) pause("no delivery has succeeded for 5 days");
}

void result_writer::keep(const store::attempt_result& result, const std::string& why) {
  kept_.push_back(result);
  if (!std::exchange(told_, true))
    spdlog::error("the result of a delivery cannot be stored and is written again and again: {}", why);
  if (kept_.size() > 1) return;
  timer_->start(write_again, [this] {
    for (const store::attempt_result& one : std::exchange(kept_, {})) write(one);
  });
}

void result_writer::count_end(store::event_state state) {
  if (state == store::event_state::expired) ++services_.counters.expired;
  if (state == store::event_state::dead) ++services_.counters.dead;
}

void result_writer::pause(const std::string& why) {
  ask(services_, shared_from_this(), store::pause{destination_, why, services_.loop.now()},
      [this, why](const store::outcome<bool>& answer) {
        if (answer.result == store::status::ok && answer.value)
          spdlog::warn(
              "webhooks of {} are paused: {}. Its events are dead letters from now on; mend the bot, then run ramal "
              "webhooks resume, or change its configuration",
              destination_, why);
      });
}

}  // namespace ramal::relay
