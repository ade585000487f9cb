// Loaded before the C library by a test: what is written to files of an outbox (outbox.db and its companions) fails
// with the error that stands, as an integer of 8 bytes, in the file that BROKEN_DISK_FILE names; 0: with none. A
// negative one: writes succeed, synchronising fails with it.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

std::int64_t fault() {
  static const volatile std::int64_t* const told = [] {
    const char* path = std::getenv("BROKEN_DISK_FILE");
    const int fd = path == nullptr ? -1 : ::open(path, O_RDONLY | O_CLOEXEC);
    void* at = fd < 0 ? MAP_FAILED : ::mmap(nullptr, sizeof(std::int64_t), PROT_READ, MAP_SHARED, fd, 0);
    if (fd >= 0) ::close(fd);
    return at == MAP_FAILED ? nullptr : static_cast<const volatile std::int64_t*>(at);
  }();
  return told == nullptr ? 0 : *told;
}

bool is_outbox(int fd) {
  char link[64], path[4096];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const auto size = ::readlink(link, path, sizeof path - 1);
  if (size <= 0) return false;
  path[size] = '\0';
  return std::strstr(path, "outbox.db") != nullptr;
}

bool fails_to_write(int fd) {
  const std::int64_t error = fault();
  if (error <= 0 || !is_outbox(fd)) return false;
  errno = static_cast<int>(error);
  return true;
}

bool fails_to_synchronise(int fd) {
  const std::int64_t error = fault();
  if (error == 0 || !is_outbox(fd)) return false;
  errno = static_cast<int>(error < 0 ? -error : error);
  return true;
}

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {
ssize_t write(int fd, const void* bytes, size_t count) {
  static auto* const next = real<ssize_t(int, const void*, size_t)>("write");
  return fails_to_write(fd) ? -1 : next(fd, bytes, count);
}
ssize_t pwrite(int fd, const void* bytes, size_t count, off_t at) {
  static auto* const next = real<ssize_t(int, const void*, size_t, off_t)>("pwrite");
  return fails_to_write(fd) ? -1 : next(fd, bytes, count, at);
}
ssize_t pwrite64(int fd, const void* bytes, size_t count, off64_t at) {
  static auto* const next = real<ssize_t(int, const void*, size_t, off64_t)>("pwrite64");
  return fails_to_write(fd) ? -1 : next(fd, bytes, count, at);
}
int ftruncate(int fd, off_t size) noexcept {
  static auto* const next = real<int(int, off_t)>("ftruncate");
  return fails_to_write(fd) ? -1 : next(fd, size);
}
int ftruncate64(int fd, off64_t size) noexcept {
  static auto* const next = real<int(int, off64_t)>("ftruncate64");
  return fails_to_write(fd) ? -1 : next(fd, size);
}
int fsync(int fd) {
  static auto* const next = real<int(int)>("fsync");
  return fails_to_synchronise(fd) ? -1 : next(fd);
}
int fdatasync(int fd) {
  static auto* const next = real<int(int)>("fdatasync");
  return fails_to_synchronise(fd) ? -1 : next(fd);
}
}
