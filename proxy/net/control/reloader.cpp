#include "proxy/net/control/reloader.hpp"

#include <spdlog/spdlog.h>

#include <csignal>
#include <utility>

#include "proxy/net/control/service_manager.hpp"
#include "proxy/net/control/signals.hpp"
#include "proxy/net/log/program_log.hpp"
#include "proxy/net/loop/persist.hpp"

namespace ramal::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// The new file may not name it any more: what listens keeps its certificates until a restart, and they are read again.
config::problem lacks_kept_file(config::problem of) {
  of.text += "; what listens keeps its certificates until a restart: leave their files where they are until then";
  return of;
}

}  // namespace

reloader::reloader(asio::io_context& loop, server& gateway, configuration_file& source, companion* beside)
    : gateway_(gateway), source_(source), beside_(beside), signals_(loop, SIGHUP), timer_(loop),
      watch_(loop, source, [this] { begin(); }) {
  listen(signals_, [this] { take_signal(); });
  if (gateway_.settings().watch_files) watch_.begin();
}

void reloader::stop() {
  stopped_ = true;
  watch_.stop();
  timer_.cancel();
  pending_.reset();
}

void reloader::take_signal() {
  if (stopped_) return spdlog::info("nothing is reloaded any more: the program ends");
  try {
    gateway_.reopen_log();
  } catch (const std::exception& problem) { spdlog::error("the access log stays in its old file: {}", problem.what()); }
  begin();
}

// A reload that still waits for something is dropped: this one replaces it.
void reloader::begin() {
  if (stopped_) return;
  notify_reloading();
  watch_.stop();
  timer_.cancel();
  pending_.reset();
  load();
}

template <class Then>
void reloader::after(clock::duration time, Then then) {
  persist([&] {
    timer_.expires_after(time);
    timer_.async_wait([this, then](const error_code& error) {
      if (!error && !stopped_) then();
    });
  });
}

// Waits while a file is being written: a file that is not complete is not read (O1).
void reloader::load() {
  try {
    auto read = source_.try_load();
    const auto now = clock::now();
    if (!read && now - waits_since_.value_or(now) < configuration_file::patience) {
      if (!waits_since_) spdlog::info("{}", config::to_text(source_.write_problem()));
      waits_since_ = waits_since_.value_or(now);
      return after(configuration_file::look_again, [this] { load(); });
    }
    waits_since_.reset();
    if (!read) refuse({source_.write_problem()});
    else if (read->has_error()) refuse(read->error());
    else prepare(std::move(**read));
  } catch (const std::exception& problem) { refuse_by(problem); }
}

// Another engine has a moment to be found, so that its first requests do not fail.
void reloader::prepare(configuration next) {
  reload_plan plan = plan_reload(gateway_.in_force(), std::move(next));
  if (plan.lacks_certificates) {
    auto read = with_certificates(plan.next.settings);
    if (read.has_error()) return refuse({lacks_kept_file(read.error())});
    plan.next = std::move(*read);
  }
  std::shared_ptr<resolver> names = gateway_.names_for(plan);
  pending_.emplace(pending_reload{std::move(plan), std::move(names)});
  if (pending_->names->has_looked_up() || pending_->plan.keeps_addresses) return put_in_force();
  pending_->names->when_looked_up([this] { put_in_force(); });
  after(first_look_up, [this] { put_in_force(); });
}

void reloader::put_in_force() {
  if (!pending_) return;
  timer_.cancel();
  pending_reload next = std::move(*pending_);
  pending_.reset();
  next.names->when_looked_up(nullptr);
  try {
    const std::vector<std::string> kept = next.plan.kept;
    const config::log_level level = next.plan.next.settings.log.level;
    const tls_problem odd = beside_ == nullptr ? std::nullopt : beside_->prepare(next.plan.next);
    if (odd) return refuse({*odd});
    gateway_.put_in_force(std::move(next.plan), std::move(next.names));
    if (beside_ != nullptr) beside_->put_in_force();
    set_program_log_level(level);
    for (const config::problem& one : source_.warnings()) spdlog::warn("{}", config::to_text(one));
    spdlog::info("configuration reloaded");
    if (!kept.empty()) spdlog::warn("only a restart changes these, they stay as they were: {}", joined(kept));
    end("serving");
  } catch (const std::exception& problem) { refuse_by(problem); }
}

void reloader::refuse(const std::vector<config::problem>& problems) {
  for (const config::problem& one : problems) spdlog::error("{}", config::to_text(one));
  spdlog::error("the configuration stays as it was");
  gateway_.note_refused_reload();
  end("serving; the last reload failed, see the log");
}

void reloader::refuse_by(const std::exception& problem) {
  spdlog::error("the configuration stays as it was: {}", problem.what());
  gateway_.note_refused_reload();
  end("serving; the last reload failed, see the log");
}

void reloader::end(const std::string& status) {
  pending_.reset();
  persist([&] { notify_service_manager("READY=1\nSTATUS=" + status); });
  if (gateway_.settings().watch_files) watch_.begin();
}

}  // namespace ramal::net
