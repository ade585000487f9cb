#include "tests/wire/splits.hpp"

#include <algorithm>
#include <random>

namespace ramal::test {

reads random_reads(std::size_t size, unsigned seed) {
  std::minstd_rand random(seed + 1);
  reads ends;
  const std::size_t widest = 1 + random() % (1 + size / 2);
  for (std::size_t at = 0; at < size;) {
    at = std::min<std::size_t>(size, at + 1 + random() % widest);
    ends.push_back(at);
  }
  if (ends.empty()) ends.push_back(0);
  return ends;
}

void for_each_split(std::size_t size, int random, const std::function<void(const reads&)>& check) {
  check({size});
  reads every_byte;
  for (std::size_t at = 0; at <= size; ++at) every_byte.push_back(at);
  check(every_byte);
  for (int i = 0; i < random; ++i)
    check(random_reads(size, static_cast<unsigned>(size) * 31 + static_cast<unsigned>(i)));
}

}  // namespace ramal::test
