#include "proxy/net/server/worker.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <system_error>

#include "proxy/flow/frame_pool.hpp"
#include "proxy/net/tls/tls_server.hpp"
#include "proxy/rules/connection_room.hpp"
#include "proxy/wire/write_head.hpp"

namespace ramal::net {
namespace {

constexpr std::size_t flush_at = 128 * 1024;  // waking the log's thread costs as much as a request does

}  // namespace

worker::worker(worker_settings first, std::uint64_t seed, access_log& log, const std::vector<int>& listeners,
               std::shared_ptr<flow::usage_limits> shared)
    : parts_(*this, *this, *this, seed, std::move(shared)), log_(log) {
  take(first, make_engine(first));
  compare_clocks();
  for (int fd : listeners) {
    descriptor* made = events_.watch(fd);
    if (made == nullptr)
      throw std::system_error(errno, std::generic_category(),
                              "a listener cannot be watched: raise the limit of open files, or give the program more "
                              "memory");
    listeners_.push_back(made);
  }
  certificate_epochs_.resize(listeners_.size());
}

// The pool of the engine needs the loop until it is gone.
worker::~worker() {
  parts_.current = {};
  log_.submit(lines_);
}

void worker::receive_events(flow::event_intake& intake) {
  parts_.intake = &intake;
  parts_.mail = this;
}

void worker::run() {
  listening_ = listeners_.size();
  for (std::size_t i = 0; i < listeners_.size(); ++i) accept_loop(i);
  events_.run(tick_length, [this](flow::time_point time) { tick(time); });
  log_.submit(lines_);
}

void worker::leave() {
  events_.post([this] { parts_.stage = std::max(parts_.stage, flow::worker_stage::leaving); });
}

// Each accept loop closes its socket when it has accepted all that waits there.
void worker::drain(std::vector<owned_descriptor>& sockets) {
  const auto own = std::make_shared<std::vector<owned_descriptor>>();
  poller::posted_work work(1, [this, own] {
    parts_.stage = std::max(parts_.stage, flow::worker_stage::draining);
    own_listeners_ = std::move(*own);
    events_.cancel_idle();  // the accept loops, too
    end_if_drained();
  });
  *own = std::move(sockets);
  events_.post(std::move(work));
}

void worker::stop() {
  events_.post([this] {
    parts_.stage = flow::worker_stage::stopping;
    events_.cancel_all();
    end_if_drained();
  });
}

// All that can fail happens here: a reload is taken by every worker or by none.
poller::posted_work worker::make_change(worker_settings next) {
  std::shared_ptr<engine_pool> engine = next.same_engine ? nullptr : make_engine(next);
  return poller::posted_work(1, [this, next = std::move(next), engine = std::move(engine)] { take(next, engine); });
}

std::shared_ptr<engine_pool> worker::make_engine(const worker_settings& settings) {
  return std::make_shared<engine_pool>(events_, settings.addresses, settings.snapshot->engine, settings.snapshot->reuse,
                                       settings.tls->engine, settings.reach);
}

// Requests that have begun keep the snapshot and the engine they have; buffers that they leave must not keep a key.
void worker::take(const worker_settings& next, std::shared_ptr<engine_pool> engine) {
  if (engine) {
    if (engine_) engine_->retire();
    engine_ = std::move(engine);
    parts_.gate.breaker.forget();
  }
  engine_->bound(next.most_to_engine);
  parts_.current = flow::pinned_configuration(next.snapshot, engine_);
  if (tls_) dismiss_clients(*next.tls);
  tls_ = next.tls;
  notices_ = next.notices;
  most_sessions_ = next.most_sessions;
  parts_.buffers.forget();
}

// Where a listener asks for other client certificates than before, clients that came with the old ones begin no request
// any more.
void worker::dismiss_clients(const tls_contexts& next) {
  for (std::size_t i = 0; i < certificate_epochs_.size(); ++i) {
    SSL_CTX* const before = tls_->listeners[i].get();
    if (before != nullptr && !accept_same_clients(before, next.listeners[i].get())) ++certificate_epochs_[i];
  }
}

void worker::tick(flow::time_point time) {
  compare_clocks();
  if (rules::is_crowded(sessions_, most_sessions_) && !events_.has_just_resumed(time))
    parts_.half_open.shed_older_than(time - parts_.current.settings->limits.crowded_head_timeout);
  events_.expire(time);
  if (parts_.is_stopping()) events_.cancel_all();
  else if (parts_.is_draining()) events_.cancel_idle();
  engine_->sweep(time);
  drop_unused(time);
  log_.submit(lines_);
  end_if_drained();
}

// Memory that a burst took is freed soon after it (L7b).
void worker::drop_unused(flow::time_point time) {
  if (time < drops_next_) return;
  drops_next_ = time + keep_unused;
  parts_.buffers.drop_unused();
  flow::drop_unused_frames();
}

void worker::end_if_drained() {
  if (parts_.is_draining() && sessions_ == 0 && listening_ == 0) events_.stop();
}

void worker::compare_clocks() {
  wall_ahead_ = std::chrono::system_clock::now().time_since_epoch() - flow::clock::now().time_since_epoch();
}

std::chrono::system_clock::time_point worker::wall_time() {
  return std::chrono::system_clock::time_point(now().time_since_epoch() + wall_ahead_);
}

std::string_view worker::date() {
  const std::time_t second = std::time(nullptr);
  if (second != date_second_) {
    date_second_ = second;
    date_ = wire::format_date(second);
  }
  return {date_.data(), date_.size()};
}

// A line that there is no memory for costs no connection, and no other line is mixed with its beginning.
void worker::record(const rules::access_record& line, bool mask_numbers) {
  if (!log_.is_on()) return;
  const std::size_t before = lines_.size();
  try {
    rules::write_access_line(line, mask_numbers, lines_);
  } catch (const std::bad_alloc&) {
    lines_.resize(before);
    spdlog::warn("a line of the access log was lost: out of memory");
  }
  if (lines_.size() >= flush_at) log_.submit(lines_);
}

void worker::report_breaker(rules::breaker_change change, std::chrono::milliseconds open_for) {
  if (change == rules::breaker_change::closed) return spdlog::debug("a worker asks the calls engine as usual again");
  spdlog::warn("the calls engine cannot be reached or does not answer: requests are refused for {} ms, then one tries",
               open_for.count());
}

void worker::report_locked_out(const flow::client_origin& from) {
  notices_->report(turned_away::key, from, parts_.current.settings->limits.unauthorized_per_minute, now());
}

void worker::report_bad_signatures(std::string_view key_name) {
  spdlog::warn(
      "many events at the hook of {} have no signature of native_secrets: compare them with the secret of the engine's "
      "webhook; if they are not the engine's, give the key another hook (ramal webhooks new-hook)",
      key_name);
}

detached worker::try_engine(std::optional<flow::trial>& made) {
  try {
    flow::task<flow::trial> trying = flow::try_engine(parts_);
    made = co_await trying;
  } catch (const std::exception& bug) { spdlog::error("the calls engine cannot be tried: {}", bug.what()); }
  events_.stop();
}

std::string worker::why_no_engine(const std::string& url) {
  std::optional<flow::trial> made;
  try_engine(made);
  events_.run(tick_length, [this](flow::time_point time) { tick(time); });
  if (!made) return "out of memory";
  if (made->served) return {};
  if (made->why == routes::reason::native_key_refused)
    return "the calls engine at " + url + " refuses the native key of " + made->key + " (native-key-refused, " +
           std::to_string(made->status) + "): replace that key in keys[]";
  if (made->why != routes::reason::none)
    return trouble_text(url, made->why, made->detail.empty() ? engine_->detail_of(made->why) : made->detail);
  if (made->status != 0)
    return "the calls engine at " + url + " answers " + std::to_string(made->status) +
           " to a list of calls with the "
           "native key of " +
           made->key + ": look at that key, and at what stands in front of the engine";
  return "this gateway lacks what a connection to the calls engine takes: descriptors, memory or local ports";
}

}  // namespace ramal::net
