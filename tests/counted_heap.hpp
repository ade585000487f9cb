// For tests of the hot path: a binary that links counted_heap.cpp counts its allocations.
#pragma once

#include <cstddef>

namespace ramal::test {

// How often any form of operator new was called so far, and what count_allocation() added.
std::size_t allocations();
void count_allocation();  // for other heaps, such as a library's own

// The nth allocation from now fails; 0: none.
void fail_allocation(std::size_t nth);
bool is_failure_due();

template <class Work>
std::size_t allocations_of(Work work) {
  const std::size_t before = allocations();
  work();
  return allocations() - before;
}

}  // namespace ramal::test
