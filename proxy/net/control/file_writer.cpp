#include "proxy/net/control/file_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace ramal::net {

// The kernel gives no read lease of a file that is open for writing. A program that opens it for writing while the
// lease is held waits for the end of the lease, which comes at once; the signal that tells of it is one that does
// nothing (SIGIO would end us).
file_writer find_writer(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return file_writer::unknown;
  file_writer found = file_writer::unknown;
  if (::fcntl(fd, F_SETSIG, SIGURG) == 0) {
    if (::fcntl(fd, F_SETLEASE, F_RDLCK) == 0) found = file_writer::none;
    else if (errno == EAGAIN) found = file_writer::some;
  }
  ::close(fd);  // and with it the lease
  return found;
}

}  // namespace ramal::net
