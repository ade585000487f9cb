// Ways to cut bytes into reads (http-rules.md F25).
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace ramal::test {

// How many bytes have come after each read; the last is all of them.
using reads = std::vector<std::size_t>;

// The same for the same `seed`.
reads random_reads(std::size_t size, unsigned seed);

// Calls `check` with one read of everything, byte by byte, and `random` random splits (the same ones in every run).
void for_each_split(std::size_t size, int random, const std::function<void(const reads&)>& check);

}  // namespace ramal::test
