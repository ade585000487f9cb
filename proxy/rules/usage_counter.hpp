// What limits remember of many clients, in bounded memory: for each a bucket, a count, and the addresses it was seen
// with. The time is an argument; threads share all of it without a lock.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <utility>

#include "proxy/rules/rate.hpp"

namespace ramal::rules {

// Of a key: its rate, its requests in flight, addresses it has worked from (L10, K10). Of an address: the rate of its
// wrong keys, its connections (K10, L6).
struct usage_counter {
  std::uint64_t owner = 0;
  bucket pace;
  std::uint32_t count = 0;
  std::array<std::uint32_t, 3> seen{};

  // Counts one more unless `most` are counted: then false.
  bool enter(std::size_t most);
  void leave() { std::atomic_ref(count).fetch_sub(1, std::memory_order_relaxed); }
  std::size_t inside() const {
    return std::atomic_ref(const_cast<std::uint32_t&>(count)).load(std::memory_order_relaxed);
  }

  // Whether `name` is among the last few that were remembered.
  bool has_seen(std::uint64_t name) const;
  void remember(std::uint64_t name);

  // Limits nothing more than a new one would; only what it has seen may be lost.
  bool is_idle(instant now) const { return inside() == 0 && pace.is_full(now); }
};

// One more in a usage counter, for as long as it lives.
class scoped_usage {
 public:
  scoped_usage() = default;
  // After counter.enter(), which this undoes at its end.
  explicit scoped_usage(usage_counter& counter) : at_(&counter) {}
  scoped_usage(scoped_usage&& other) noexcept : at_(std::exchange(other.at_, nullptr)) {}
  scoped_usage& operator=(scoped_usage&& other) noexcept {
    std::swap(at_, other.at_);
    return *this;
  }
  ~scoped_usage() { end(); }
  void end() {
    if (at_ != nullptr) std::exchange(at_, nullptr)->leave();
  }

 private:
  usage_counter* at_ = nullptr;
};

// Finds a client's usage counter by a 64-bit name: a keyed hash, so that no client can choose another one to collide
// with. A client that has been idle for long loses its place to another one, which costs it nothing. Where more clients
// are busy than fit, two share a counter: that can only refuse more, never less.
class usage_table {
 public:
  // At least `least` entries; memory is taken from the system as it is used. Throws std::bad_alloc.
  explicit usage_table(std::size_t least);

  // Stays valid as long as the table, and the client's own for as long as it is not idle.
  usage_counter& find(std::uint64_t name, instant now);

  std::size_t size() const { return sets_ * ways; }

 private:
  static constexpr std::size_t ways = 8;
  struct release {
    void operator()(usage_counter* memory) const { std::free(memory); }
  };

  std::size_t sets_;
  std::unique_ptr<usage_counter[], release> entries_;
};

}  // namespace ramal::rules
