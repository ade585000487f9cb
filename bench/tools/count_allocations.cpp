// Preloaded into a measured process: counts its heap allocations in a file, so that the count can be read while the
// process runs. BENCH_ALLOCATIONS names the file, which holds two 8-byte counters: allocations and bytes asked for.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

struct counters {
  std::atomic<std::uint64_t> count;
  std::atomic<std::uint64_t> bytes;
};

counters until_open;
counters* shared = &until_open;

__attribute__((constructor)) void open_shared() {
  const char* path = std::getenv("BENCH_ALLOCATIONS");
  const int fd = path == nullptr ? -1 : ::open(path, O_RDWR | O_CREAT, 0600);
  if (fd < 0 || ::ftruncate(fd, sizeof(counters)) != 0) return;
  void* at = ::mmap(nullptr, sizeof(counters), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  ::close(fd);
  if (at != MAP_FAILED) shared = static_cast<counters*>(at);
}

void count(std::size_t bytes) {
  shared->count.fetch_add(1, std::memory_order_relaxed);
  shared->bytes.fetch_add(bytes, std::memory_order_relaxed);
}

}  // namespace

// glibc keeps the real ones under these names, too: no look-up that would itself allocate.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t bytes) {
  count(bytes);
  return __libc_malloc(bytes);
}
void* calloc(std::size_t items, std::size_t each) {
  count(items * each);
  return __libc_calloc(items, each);
}
void* realloc(void* old, std::size_t bytes) {
  count(bytes);
  return __libc_realloc(old, bytes);
}
void* memalign(std::size_t alignment, std::size_t bytes) {
  count(bytes);
  return __libc_memalign(alignment, bytes);
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
  count(bytes);
  return __libc_memalign(alignment, bytes);
}
int posix_memalign(void** out, std::size_t alignment, std::size_t bytes) {
  count(bytes);
  *out = __libc_memalign(alignment, bytes);
  return *out == nullptr ? 12 : 0;
}
}
