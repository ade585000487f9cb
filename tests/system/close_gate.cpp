// Loaded before the C library by a test: a socket that listens is closed only when the process that opened the named
// pipe CLOSE_GATE for writing has closed it again. So a test can look at the moment between the last connection that is
// accepted and the end of the listener.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace {

bool listens(int fd) {
  int answer = 0;
  socklen_t size = sizeof answer;
  return ::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &answer, &size) == 0 && answer != 0;
}

void wait_at_gate() {
  const char* path = std::getenv("CLOSE_GATE");
  const int gate = path == nullptr ? -1 : ::open(path, O_RDONLY | O_CLOEXEC);
  if (gate < 0) return;
  char byte;
  while (::read(gate, &byte, 1) > 0 || errno == EINTR) errno = 0;
  ::syscall(SYS_close, gate);
}

}  // namespace

extern "C" int close(int fd) {
  const int before = errno;
  if (listens(fd)) wait_at_gate();
  errno = before;
  return static_cast<int>(::syscall(SYS_close, fd));
}
