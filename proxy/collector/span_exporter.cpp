#include "proxy/collector/span_exporter.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace ramal::collector {
namespace {

std::uint64_t spans_in(std::span<const tracing::span_record> records) {
  std::uint64_t count = 0;
  for (const tracing::span_record& one : records) count += one.spans();
  return count;
}

bool is_taken(const relay::delivery_result& answer) { return answer.status >= 200 && answer.status < 300; }

// As the protocol has it (OTLP/HTTP, "Failures"): all else will not be taken the next time either.
bool may_go_again(const relay::delivery_result& answer) {
  constexpr unsigned again[] = {429, 502, 503, 504};
  if (answer.status == 0) return answer.failure != relay::delivery_failure::stopped;
  return std::ranges::find(again, answer.status) != std::end(again);
}

}  // namespace

span_exporter::span_exporter(relay::control_loop& loop, relay::delivery_client& over, rings all)
    : loop_(loop), over_(over), rings_(std::move(all)), rounds_(loop.make_timer()), pause_(loop.make_timer()),
      end_(loop.make_timer()) {}

void span_exporter::use(std::optional<export_target> next) {
  const bool was_on = target_.has_value();
  target_ = std::move(next);
  fails_ = false;
  if (target_ && !was_on) rounds_->start(round, [this] { look(); });
  if (target_ || !was_on) return;
  rounds_->cancel();
  end_pause();
  collect();
  if (state_ == state::idle) drop(std::exchange(batch_, {}));
  drop_all();
}

void span_exporter::finish(std::function<void()> then) {
  then_ = std::move(then);
  rounds_->cancel();
  end_pause();
  end_->start(last_chance, [this] {
    drop_all();
    if (then_) std::exchange(then_, nullptr)();
  });
  loop_.post([this] {
    if (!target_) return end_if_over();
    collect();
    if (state_ == state::idle) send();
  });
}

std::uint64_t span_exporter::dropped() const {
  std::uint64_t count = dropped_;
  for (const tracing::span_ring* const one : rings_()) count += one->dropped();
  return count;
}

// The next look comes whatever becomes of this one.
void span_exporter::look() {
  rounds_->start(round, [this] { look(); });
  collect();
  if (state_ == state::idle) send();
}

void span_exporter::collect() {
  for (tracing::span_ring* const one : rings_()) {
    one->drain([this](const tracing::span_record& record) {
      if (waiting_.size() < most_waiting) waiting_.push_back(record);
      else dropped_ += record.spans();
    });
  }
}

void span_exporter::begin_batch() {
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), most_at_once));
  std::vector<tracing::span_record> records(waiting_.begin(), end);
  body_ = tracing::write_otlp(target_->source, records);
  batch_ = std::move(records);
  waiting_.erase(waiting_.begin(), end);
  attempts_ = 0;
}

void span_exporter::end_pause() {
  pause_->cancel();
  if (state_ == state::pausing) state_ = state::idle;
}

// The batch again, or the next one.
void span_exporter::send() {
  if (batch_.empty() && waiting_.empty()) return end_if_over();
  if (batch_.empty()) begin_batch();
  relay::delivery_request request = target_->request;
  request.body = body_;
  if (then_) request.timeout = std::min(request.timeout, last_chance);
  state_ = state::sending;
  try {
    over_.start(std::move(request), nullptr, [this](const relay::delivery_result& answer) {
      state_ = state::idle;
      take(answer);
    });
  } catch (...) {
    state_ = state::idle;
    throw;
  }
  ++attempts_;
}

void span_exporter::take(const relay::delivery_result& answer) {
  report(answer);
  const bool again = may_go_again(answer) && attempts_ < most_attempts && target_ && !then_;
  if (again) {
    state_ = state::pausing;
    return pause_->start(first_pause * (1U << (attempts_ - 1)), [this] {
      state_ = state::idle;
      send();
    });
  }
  if (is_taken(answer)) exported_ += spans_in(batch_);
  else drop(batch_);
  batch_.clear();
  body_.clear();
  const bool is_over = answer.failure == relay::delivery_failure::stopped;
  if (!target_ || is_over) return drop_all();
  if (then_ && !is_taken(answer)) drop_all();
  // what is left comes with the next look, unless there is enough of it now
  if (then_ || waiting_.size() >= most_at_once) send();
}

void span_exporter::drop(std::span<const tracing::span_record> records) { dropped_ += spans_in(records); }

void span_exporter::drop_all() {
  for (const tracing::span_record& one : waiting_) dropped_ += one.spans();
  waiting_.clear();
}

// Once where it begins to fail, and once where it is well again.
void span_exporter::report(const relay::delivery_result& answer) {
  if (answer.failure == relay::delivery_failure::stopped) return;
  const bool failed = !is_taken(answer);
  if (std::exchange(fails_, failed) == failed) return;
  if (!failed) return spdlog::info("the collector takes spans again");
  const std::string why = answer.status == 0 ? answer.error
                                             : relay::shown(target_ ? target_->request.url : relay::http_url{}) +
                                                   ": it answers " + std::to_string(answer.status) +
                                                   ": look at its log, at tracing.endpoint and at tracing.headers";
  spdlog::warn("spans do not reach the collector, and are dropped if this goes on: {}", why);
}

void span_exporter::end_if_over() {
  if (!then_) return;
  end_->cancel();
  std::exchange(then_, nullptr)();
}

}  // namespace ramal::collector
