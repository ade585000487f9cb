#include "proxy/rules/id_source.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace ramal::rules {
namespace {

// Eight digits at once: a digit's value in each byte, then its character. This runs several times for each request.
std::uint64_t hex_digits(std::uint32_t number) {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::uint64_t each_byte = 0x0101010101010101;
  constexpr std::uint64_t letters_begin_at = 10, after_nine = 'a' - ('9' + 1);
  std::uint64_t values = __builtin_bswap32(number);  // the first digit is the highest
  values = (values | values << 16) & 0x0000FFFF0000FFFF;
  values = (values | values << 8) & 0x00FF00FF00FF00FF;
  values = (values >> 4 & 0x000F000F000F000F) | (values << 8 & 0x0F000F000F000F00);
  const std::uint64_t is_letter = (values + (16 - letters_begin_at) * each_byte) >> 4 & each_byte;
  return values + '0' * each_byte + is_letter * after_nine;
}

void put_hex(std::uint64_t number, char* to) {
  const std::array digits{hex_digits(static_cast<std::uint32_t>(number >> 32)),
                          hex_digits(static_cast<std::uint32_t>(number))};
  std::memcpy(to, digits.data(), sizeof digits);
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

span_id id_source::next_span_id() {
  span_id id;
  put_hex(next() | 1, id.data());
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
