#include "proxy/flow/frame_pool.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <utility>

namespace ramal::flow {
namespace {

constexpr std::size_t step = 64;
#if defined(__SANITIZE_ADDRESS__)
#define RAMAL_FRAMES_FROM_HEAP
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)  // clang's name for it
#define RAMAL_FRAMES_FROM_HEAP
#endif
#endif
#if defined(RAMAL_FRAMES_FROM_HEAP)
constexpr std::size_t classes = 0;  // AddressSanitizer sees misuse of frames only if the heap has them
#else
constexpr std::size_t classes = 64;  // frames up to 4 KiB; larger ones come from the heap
#endif
constexpr std::size_t kept_per_class = 1'024;

struct free_frame {
  free_frame* next;
};

// Needs no destructor, so that each access is one to plain memory: a thread_local object that has one is asked each time
// whether it was made.
struct pool {
  std::array<free_frame*, classes> head{};
  std::array<std::size_t, classes> count{};
  std::array<std::size_t, classes> fewest{};  // since drop_unused_frames()
  std::size_t most = 0;                       // of each class are kept; 0: nobody would free them yet
};

constinit thread_local pool frames;

void free_frames() noexcept {
  for (free_frame* frame : frames.head)
    while (frame != nullptr) ::operator delete(std::exchange(frame, frame->next));
  frames = pool();
}

struct keeper {
  keeper() noexcept { frames.most = kept_per_class; }
  ~keeper() { free_frames(); }
};

// Whether a class that has as many as may be kept takes one more: the first frame of a thread, not one that comes when the
// thread has ended.
bool begins_to_keep() noexcept {
  if (frames.most != 0) return false;
  thread_local const keeper of_this_thread;
  return frames.most != 0;
}

std::size_t class_of(std::size_t bytes) { return (bytes + step - 1) / step - 1; }

}  // namespace

void* take_frame(std::size_t bytes) {
  const std::size_t index = class_of(bytes);
  if (index >= classes) return ::operator new(bytes);
  if (free_frame* frame = frames.head[index]; frame != nullptr) {
    frames.head[index] = frame->next;
    frames.fewest[index] = std::min(frames.fewest[index], --frames.count[index]);
    return frame;
  }
  return ::operator new((index + 1) * step);
}

void give_frame(void* frame, std::size_t bytes) noexcept {
  const std::size_t index = class_of(bytes);
  if (index >= classes) return ::operator delete(frame);
  if (frames.count[index] == frames.most && !begins_to_keep()) return ::operator delete(frame);
  frames.head[index] = new (frame) free_frame{frames.head[index]};
  ++frames.count[index];
}

void drop_unused_frames() noexcept {
  for (std::size_t index = 0; index < classes; ++index) {
    for (; frames.fewest[index] > 0; --frames.fewest[index], --frames.count[index]) {
      free_frame* const frame = std::exchange(frames.head[index], frames.head[index]->next);
      ::operator delete(frame);
    }
    frames.fewest[index] = frames.count[index];
  }
}

}  // namespace ramal::flow
