// Loaded before the C library by a test that leaves the program without descriptors, where the program carries UBSan: it
// reads memory through a pipe() when it meets an object's type for the first time, and ends the program if it gets none.
// So there is a supply of pipes for it, numbered above any limit that a test sets. The program itself opens none.
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>

namespace {

constexpr int above_limits = 400;
std::array<std::array<int, 2>, 64> supply;  // each is used once: UBSan closes what it got
std::atomic<std::size_t> used = supply.size();

__attribute__((constructor)) void fill() {
  for (auto& each : supply) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return;
    for (std::size_t i = 0; i < 2; ++i) {
      each[i] = ::fcntl(ends[i], F_DUPFD_CLOEXEC, above_limits);
      ::close(ends[i]);
    }
    if (each[0] < 0 || each[1] < 0) return;
  }
  used = 0;
}

}  // namespace

extern "C" int pipe(int* ends) noexcept {
  if (::pipe2(ends, 0) == 0) return 0;
  const int before = errno;
  const auto mine = used++;
  if (mine >= supply.size()) {
    errno = before;
    return -1;
  }
  ends[0] = supply[mine][0];
  ends[1] = supply[mine][1];
  return 0;
}
