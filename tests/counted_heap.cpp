#include "tests/counted_heap.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> counted{0};
std::atomic<std::size_t> fails_in{0};  // 0: none does

void* take(std::size_t size) noexcept {
  ++counted;
  if (fails_in != 0 && --fails_in == 0) return nullptr;
  return std::malloc(size == 0 ? 1 : size);
}

void* take_or_throw(std::size_t size) {
  if (void* memory = take(size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

namespace ramal::test {

std::size_t allocations() { return counted; }
void count_allocation() { ++counted; }
void fail_allocation(std::size_t nth) { fails_in = nth; }
bool is_failure_due() { return fails_in != 0; }

}  // namespace ramal::test

// Every form is replaced: sanitizers bring their own of each, and want new and delete from one hand.
void* operator new(std::size_t size) { return take_or_throw(size); }
void* operator new[](std::size_t size) { return take_or_throw(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return take(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return take(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
