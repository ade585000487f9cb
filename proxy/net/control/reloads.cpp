#include "proxy/net/control/reloads.hpp"

#include <spdlog/spdlog.h>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "proxy/net/control/service_manager.hpp"
#include "proxy/net/control/signals.hpp"
#include "proxy/net/log/program_log.hpp"
#include "proxy/net/loop/persist.hpp"
#include "proxy/net/loop/socket.hpp"

namespace ramal::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

// Files change in groups: a load waits until all has been quiet for so long, but no longer than that.
constexpr std::chrono::milliseconds quiet_time{100};
constexpr std::chrono::milliseconds longest_wait{1'000};
constexpr std::chrono::seconds retry_time{5};

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

reloads::reloads(asio::io_context& loop, server& gateway, configuration_file& source)
    : gateway_(gateway), source_(source), signals_(loop, SIGHUP), quiet_(loop) {
  listen(signals_, [this] { take_signal(); });
  begin_watch();
}

void reloads::stop() {
  stopped_ = true;
  events_.reset();
  watch_.reset();
  quiet_.cancel();
}

void reloads::take_signal() {
  if (stopped_) return spdlog::info("nothing is reloaded any more: the program ends");
  try {
    gateway_.reopen_log();
  } catch (const std::exception& problem) { spdlog::error("the access log stays in its old file: {}", problem.what()); }
  reload();
}

// Anew after each load: it may have named other files, and links may lead elsewhere. Whatever has changed since the
// load looked was perhaps not watched yet: the stamps tell.
void reloads::begin_watch() {
  events_.reset();
  watch_.reset();
  if (!gateway_.settings().watch_files) return;
  try {
    watch_.emplace(source_.files());
    owned_descriptor events(watch_->fd() < 0 ? -1 : ::dup(watch_->fd()));
    if (events.get() < 0) return retry_watch(std::strerror(errno));
    events_.emplace(quiet_.get_executor(), events.get());
    events.release();
  } catch (const std::exception& problem) { return retry_watch(problem.what()); }
  not_watched_ = false;
  wait_for_change();
  if (source_.has_changed()) note_change();
}

// Out of descriptors, of watches or of memory: a bad moment must neither end the program nor the watching.
void reloads::retry_watch(const char* why) {
  if (!std::exchange(not_watched_, true))
    spdlog::warn(
        "files are not watched for now ({}): raise the limit of open files or fs.inotify.max_user_instances, "
        "or reload with SIGHUP",
        why);
  events_.reset();
  watch_.reset();
  first_change_.reset();
  wait_until_quiet(clock::now() + retry_time, [this] { begin_watch(); });
}

template <class Then>
void reloads::wait_until_quiet(clock::time_point until, Then then) {
  persist([&] {
    quiet_.expires_at(until);
    quiet_.async_wait([then](const error_code& error) {
      if (!error) then();
    });
  });
}

void reloads::wait_for_change() {
  persist([this] {
    events_->async_wait(asio::posix::stream_descriptor::wait_read, [this](const error_code& error) {
      if (error) return;
      if (watch_->take_events()) note_change();
      wait_for_change();
    });
  });
}

void reloads::note_change() {
  const auto now = clock::now();
  if (!first_change_) first_change_ = now;
  wait_until_quiet(std::min(now + quiet_time, *first_change_ + longest_wait), [this] {
    first_change_.reset();
    if (source_.has_changed()) reload();
    else begin_watch();
  });
}

// A file that is being written is waited for: nothing is read by halves (O1).
void reloads::reload() {
  notify_reloading();
  const char* became = "serving; the last reload failed, see the log";
  try {
    if (!load()) return;
    if (taken_) became = "serving";
  } catch (const std::exception& problem) { spdlog::error("the configuration stays as it was: {}", problem.what()); }
  notify_service_manager(std::string("READY=1\nSTATUS=") + became);
  begin_watch();
}

// False: the file is being written, and is looked at again in a moment.
bool reloads::load() {
  auto settings = source_.try_load();
  const auto now = clock::now();
  if (settings) {
    waits_since_.reset();
    use(*settings);
  } else if (now - waits_since_.value_or(now) < configuration_file::patience) {
    if (!waits_since_) spdlog::info("{}", config::to_text(source_.write_problem()));
    waits_since_ = waits_since_.value_or(now);
    wait_until_quiet(now + configuration_file::look_again, [this] { reload(); });
    return false;
  } else {
    waits_since_.reset();
    use(std::vector{source_.write_problem()});
  }
  return true;
}

void reloads::use(const config::loaded<config::gateway>& settings) {
  taken_ = false;
  if (settings.has_error()) {
    for (const config::problem& one : settings.error()) spdlog::error("{}", config::to_text(one));
    return spdlog::error("the configuration stays as it was");
  }
  const auto fixed = gateway_.reload(*settings);
  set_program_log_level(settings->log.level);
  for (const config::problem& odd : source_.warnings()) spdlog::warn("{}", config::to_text(odd));
  taken_ = true;
  spdlog::info("configuration reloaded");
  if (!fixed.empty()) spdlog::warn("only a restart changes these, they stay as they were: {}", joined(fixed));
}

}  // namespace ramal::net
