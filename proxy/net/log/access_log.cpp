#include "proxy/net/log/access_log.hpp"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>
#include <utility>

namespace ramal::net {
namespace {

constexpr std::size_t most_pending = 16 * 1024 * 1024;
constexpr std::size_t most_spare = 16;
constexpr int patience_ms = 2'000;  // for a pipe that nobody reads

}  // namespace

access_log::access_log(const std::string& where) : to_(open_sink(where)), writer_(to_.fd, patience_ms) {
  on_ = to_.fd >= 0;
  spare_.reserve(most_spare);
  thread_ = std::thread([this] { run(); });
}

access_log::sink access_log::open_sink(const std::string& where) {
  sink made;
  if (where == "off") return made;
  made.owned = where != "stdout";
  made.fd = made.owned ? ::open(where.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640) : STDOUT_FILENO;
  if (made.fd < 0)
    throw std::system_error(errno, std::generic_category(),
                            "log.access: cannot open " + where + ": make its folder writable or choose another path");
  return made;
}

void access_log::reopen(const std::string& where) {
  const sink made = open_sink(where);
  const std::lock_guard lock(mutex_);
  if (next_ && next_->owned) ::close(next_->fd);
  next_ = made;
  on_ = made.fd >= 0;
  changed_.notify_one();
}

void access_log::change_sink(const sink& next) {
  if (to_.owned) ::close(to_.fd);
  to_ = next;
  writer_ = line_writer(to_.fd, patience_ms);
}

access_log::~access_log() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  if (to_.owned) ::close(to_.fd);
  if (next_ && next_->owned) ::close(next_->fd);
}

void access_log::submit(std::string& lines) noexcept {
  if (lines.empty()) return;
  if (!is_on()) return lines.clear();
  const std::lock_guard lock(mutex_);
  if (!take(lines)) {
    ++dropped_;
    note_lost(lines);
  }
  lines.clear();
  if (!spare_.empty()) {
    lines = std::move(spare_.back());
    spare_.pop_back();
  }
  changed_.notify_one();
}

void access_log::note_lost(const std::string& lines) noexcept {
  lost_lines_ += static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n'));
}

// With the lock. False: the buffer is full.
bool access_log::take(std::string& lines) {
  const std::size_t size = lines.size();
  if (pending_ + size > most_pending) return false;
  try {
    full_.push_back(std::move(lines));
  } catch (const std::bad_alloc&) { return false; }
  pending_ += size;
  return true;
}

void access_log::run() {
  std::unique_lock lock(mutex_);
  std::vector<std::string> taken;
  std::uint64_t reported = 0;
  while (!stopping_ || !full_.empty()) {
    changed_.wait(lock, [this] { return stopping_ || next_ || !full_.empty(); });
    taken.swap(full_);
    pending_ = 0;
    const std::optional<sink> next = std::exchange(next_, std::nullopt);
    lock.unlock();
    std::uint64_t failed = 0;
    for (std::string& lines : taken) {
      if (!writer_.write(lines)) {
        ++failed;
        note_lost(lines);
      }
      lines.clear();
    }
    if (next) change_sink(*next);
    lock.lock();
    dropped_ += failed;
    if (dropped_ != reported) {
      spdlog::warn(
          "the access log cannot be written: {} buffers of lines were lost so far; look at the disk or the "
          "pipe behind log.access",
          dropped_);
      reported = dropped_;
    }
    for (std::string& lines : taken)
      if (spare_.size() < most_spare) spare_.push_back(std::move(lines));
    taken.clear();
  }
}

}  // namespace ramal::net
