#include "proxy/rules/keyed_hash.hpp"

#include <bit>
#include <cstring>

namespace ramal::rules {
namespace {

struct state {
  std::uint64_t v0, v1, v2, v3;

  void mix() {
    v0 += v1, v1 = std::rotl(v1, 13) ^ v0, v0 = std::rotl(v0, 32);
    v2 += v3, v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3, v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1, v1 = std::rotl(v1, 17) ^ v2, v2 = std::rotl(v2, 32);
  }
  void take(std::uint64_t word) {
    v3 ^= word;
    mix();
    mix();
    v0 ^= word;
  }
};

// Little-endian, as the machines are that Ramal runs on.
std::uint64_t word_of(const char* from, std::size_t size) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, size);
  return word;
}

}  // namespace

std::uint64_t keyed_hash::operator()(std::string_view bytes) const {
  static_assert(std::endian::native == std::endian::little);
  state s{k0_ ^ 0x736f6d6570736575, k1_ ^ 0x646f72616e646f6d, k0_ ^ 0x6c7967656e657261, k1_ ^ 0x7465646279746573};
  const std::uint64_t length = bytes.size();
  for (; bytes.size() >= 8; bytes.remove_prefix(8)) s.take(word_of(bytes.data(), 8));
  s.take(word_of(bytes.data(), bytes.size()) | length << 56);
  s.v2 ^= 0xff;
  for (int i = 0; i < 4; ++i) s.mix();
  return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

}  // namespace ramal::rules
