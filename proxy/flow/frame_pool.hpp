// Memory for coroutine frames: freed frames wait in lists by size for the next coroutine of the thread, so that a warm
// worker takes none from the heap.
#pragma once

#include <cstddef>

namespace ramal::flow {

void* take_frame(std::size_t bytes);
void give_frame(void* frame, std::size_t bytes) noexcept;

// Frees those of this thread's frames that no coroutine has used since this was called last (http-rules.md L7b).
void drop_unused_frames() noexcept;

}  // namespace ramal::flow
