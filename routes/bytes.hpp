// Byte buffers that are reused from request to request, and the writer that fills them.
#pragma once

#include <boost/container/vector.hpp>
#include <cstring>
#include <string_view>

namespace ramal::routes {

// Grows without zeroing what it hands out; keeps its capacity when cleared.
using bytes = boost::container::vector<char>;

inline std::string_view view(const bytes& b) { return {b.data(), b.size()}; }

inline void append(bytes& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }

// Writes into memory that was reserved beforehand: the bound is computed once for a whole object instead of once a
// token. The destructor sets the buffer's size to what was written.
class writer {
 public:
  // `most`: no more bytes than this will be put before the writer goes.
  writer(bytes& out, std::size_t most) : out_(out), start_(out.size()) {
    // doubling, so that a list of n calls costs linear time
    if (out.capacity() < start_ + most) out.reserve((start_ + most) * 2);
    out.resize(start_ + most, boost::container::default_init);
    at_ = out.data() + start_;
  }
  ~writer() { out_.resize(static_cast<std::size_t>(at_ - out_.data()), boost::container::default_init); }
  writer(const writer&) = delete;
  writer& operator=(const writer&) = delete;

  // Most tokens are short: two overlapping moves of a fixed size cost less than a call of memcpy.
  void put(std::string_view text) {
    const std::size_t size = text.size();
    if (size - 16 <= 16) put_ends<16>(text.data(), size);
    else if (size - 8 <= 8) put_ends<8>(text.data(), size);
    else if (size - 4 <= 4) put_ends<4>(text.data(), size);
    else std::memcpy(at_, text.data(), size);
    at_ += size;
  }
  void put(char c) { *at_++ = c; }
  void drop_last() { --at_; }
  // A string literal: its length is known when compiling, so the copy is a few moves.
  template <std::size_t N>
  void lit(const char (&text)[N]) {
    std::memcpy(at_, text, N - 1);
    at_ += N - 1;
  }

 private:
  // The first and the last Half bytes of `size`, which is between Half and twice that.
  template <std::size_t Half>
  void put_ends(const char* from, std::size_t size) {
    std::memcpy(at_, from, Half);
    std::memcpy(at_ + size - Half, from + size - Half, Half);
  }

  bytes& out_;
  std::size_t start_;
  char* at_ = nullptr;
};

}  // namespace ramal::routes
