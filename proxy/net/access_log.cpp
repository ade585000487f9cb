#include "proxy/net/access_log.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <system_error>

namespace ramal::net {
namespace {

constexpr std::size_t most_pending = 16 * 1024 * 1024;
constexpr std::size_t most_spare = 64;
constexpr int patience_ms = 2'000;  // for a pipe that nobody reads

bool is_file(int fd) {
  struct stat status{};
  return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

access_log::access_log(const std::string& where) {
  if (where == "off") return;
  if (where == "stdout") {
    fd_ = STDOUT_FILENO;
  } else {
    fd_ = ::open(where.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    owned_ = true;
    if (fd_ < 0)
      throw std::system_error(errno, std::generic_category(),
                              "log.access: cannot open " + where + ": make its folder writable or choose another path");
  }
  is_file_ = is_file(fd_);
  patience_ = patience_ms;
  thread_ = std::thread([this] { run(); });
}

access_log::~access_log() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  if (owned_) ::close(fd_);
}

void access_log::submit(std::string& lines) {
  if (lines.empty()) return;
  const std::lock_guard lock(mutex_);
  if (!is_on() || pending_ + lines.size() > most_pending) {
    ++dropped_;
    lines.clear();
    return;
  }
  pending_ += lines.size();
  full_.push_back(std::move(lines));
  lines.clear();
  if (!spare_.empty()) {
    lines = std::move(spare_.back());
    spare_.pop_back();
  }
  changed_.notify_one();
}

// A pipe that is ready takes PIPE_BUF bytes without blocking: whoever does not read it keeps nobody, at the end neither.
bool access_log::write_all(std::string_view rest) {
  const std::size_t most = is_file_ ? rest.size() : PIPE_BUF;
  while (!rest.empty()) {
    pollfd writable{fd_, POLLOUT, 0};
    if (!is_file_ && ::poll(&writable, 1, patience_) <= 0) {
      patience_ = 0;  // for the buffers behind this one
      return false;
    }
    const ssize_t put = ::write(fd_, rest.data(), std::min(rest.size(), most));
    if (put < 0 && errno != EINTR && errno != EAGAIN) return false;
    if (put > 0) rest.remove_prefix(static_cast<std::size_t>(put));
    patience_ = patience_ms;
    torn_ = !rest.empty();
  }
  return true;
}

// Begins a line of its own where the last write was cut.
bool access_log::write_lines(const std::string& lines) { return (!torn_ || write_all("\n")) && write_all(lines); }

void access_log::run() {
  std::unique_lock lock(mutex_);
  std::vector<std::string> taken;
  std::uint64_t reported = 0;
  while (!stopping_ || !full_.empty()) {
    changed_.wait(lock, [this] { return stopping_ || !full_.empty(); });
    taken.swap(full_);
    pending_ = 0;
    lock.unlock();
    std::uint64_t failed = 0;
    for (std::string& lines : taken) {
      failed += write_lines(lines) ? 0 : 1;
      lines.clear();
    }
    lock.lock();
    dropped_ += failed;
    if (dropped_ != reported) {
      spdlog::warn("the access log cannot be written: {} buffers of lines were lost so far; look at the disk or the "
                   "pipe behind log.access", dropped_);
      reported = dropped_;
    }
    for (std::string& lines : taken)
      if (spare_.size() < most_spare) spare_.push_back(std::move(lines));
    taken.clear();
  }
}

}  // namespace ramal::net
