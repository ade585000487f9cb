// Loaded before the C library by a test: one allocation in N fails, as an integer of 8 bytes says in the file that
// SCARCE_MEMORY_FILE names; 0: none. Any thread's, by a sequence of its own.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
}

namespace {

const volatile std::int64_t* rate = nullptr;
__attribute__((tls_model("initial-exec"))) thread_local std::uint64_t state = 0;

__attribute__((constructor)) void find_rate() {
  const char* path = std::getenv("SCARCE_MEMORY_FILE");
  const int fd = path == nullptr ? -1 : ::open(path, O_RDONLY | O_CLOEXEC);
  void* at = fd < 0 ? MAP_FAILED : ::mmap(nullptr, sizeof(std::int64_t), PROT_READ, MAP_SHARED, fd, 0);
  if (fd >= 0) ::close(fd);
  if (at != MAP_FAILED) rate = static_cast<const volatile std::int64_t*>(at);
}

bool fails() {
  const std::int64_t one_in = rate == nullptr ? 0 : *rate;
  if (one_in == 0) return false;
  if (state == 0) state = reinterpret_cast<std::uintptr_t>(&state) | 1;
  state ^= state << 13;  // xorshift
  state ^= state >> 7;
  state ^= state << 17;
  if (state % static_cast<std::uint64_t>(one_in) != 0) return false;
  errno = ENOMEM;
  return true;
}

}  // namespace

extern "C" {
void* malloc(std::size_t size) { return fails() ? nullptr : __libc_malloc(size); }
void* calloc(std::size_t count, std::size_t size) { return fails() ? nullptr : __libc_calloc(count, size); }
void* realloc(void* old, std::size_t size) { return size != 0 && fails() ? nullptr : __libc_realloc(old, size); }
void* memalign(std::size_t alignment, std::size_t size) { return fails() ? nullptr : __libc_memalign(alignment, size); }
void* aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }
int posix_memalign(void** out, std::size_t alignment, std::size_t size) {
  void* made = memalign(alignment, size);
  if (made == nullptr) return ENOMEM;
  *out = made;
  return 0;
}
}
