// Adds one to a count for as long as it lives.
#pragma once

#include <cstddef>
#include <utility>

namespace ramal::flow {

// The count outlives it.
class scoped_count {
 public:
  scoped_count() = default;
  explicit scoped_count(std::size_t& count) : in_(&count) { ++count; }
  scoped_count(scoped_count&& other) noexcept : in_(std::exchange(other.in_, nullptr)) {}
  scoped_count& operator=(scoped_count&& other) noexcept {
    std::swap(in_, other.in_);
    return *this;
  }
  ~scoped_count() {
    if (in_ != nullptr) --*in_;
  }

 private:
  std::size_t* in_ = nullptr;
};

}  // namespace ramal::flow
