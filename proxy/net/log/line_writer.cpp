#include "proxy/net/log/line_writer.hpp"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace ramal::net {
namespace {

bool is_file(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

line_writer::line_writer(int fd, int patience_ms)
    : fd_(fd), is_file_(is_file(fd)), patience_ms_(patience_ms), patience_left_(patience_ms) {}

// A pipe that is ready takes PIPE_BUF bytes without blocking.
bool line_writer::write_all(std::string_view rest) {
  const std::size_t most = is_file_ ? rest.size() : PIPE_BUF;
  while (!rest.empty()) {
    pollfd writable{fd_, POLLOUT, 0};
    if (!is_file_ && ::poll(&writable, 1, patience_left_) <= 0) {
      patience_left_ = 0;  // for what comes behind this
      return false;
    }
    const ssize_t put = ::write(fd_, rest.data(), std::min(rest.size(), most));
    if (put < 0 && errno != EINTR && errno != EAGAIN) return false;
    if (put > 0) rest.remove_prefix(static_cast<std::size_t>(put));
    patience_left_ = patience_ms_;
    torn_ = !rest.empty();
  }
  return true;
}

}  // namespace ramal::net
