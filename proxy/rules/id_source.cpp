#include "proxy/rules/id_source.hpp"

#include <algorithm>

namespace ramal::rules {
namespace {

void put_hex(std::uint64_t number, char* to) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (int i = 15; i >= 0; --i, number >>= 4) to[i] = digits[number & 15];
}

}  // namespace

// SplitMix64: full period, and any seed will do.
std::uint64_t id_source::next() {
  state_ += 0x9E3779B97F4A7C15u;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

request_id id_source::next_request_id() {
  request_id id;
  put_hex(next(), id.data());
  return id;
}

traceparent id_source::next_traceparent() {
  traceparent value;
  std::copy_n("00-", 3, value.data());
  put_hex(next() | 1, value.data() + 3);  // neither id may be all zeros
  put_hex(next(), value.data() + 19);
  value[35] = '-';
  put_hex(next() | 1, value.data() + 36);
  std::copy_n("-01", 3, value.data() + 52);
  return value;
}

}  // namespace ramal::rules
