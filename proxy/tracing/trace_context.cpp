#include "proxy/tracing/trace_context.hpp"

#include <algorithm>

namespace ramal::tracing {
namespace {

// Small letters alone: the standard refuses capitals.
std::optional<std::uint8_t> digit_of(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  return std::nullopt;
}

template <std::size_t Size>
bool read_hex(std::string_view text, std::array<std::uint8_t, Size>& into) {
  if (text.size() != Size * 2) return false;
  for (std::size_t i = 0; i < Size; ++i) {
    const auto high = digit_of(text[i * 2]), low = digit_of(text[i * 2 + 1]);
    if (!high || !low) return false;
    into[i] = static_cast<std::uint8_t>((*high << 4U) | *low);
  }
  return true;
}

template <std::size_t Size>
bool is_zero(const std::array<std::uint8_t, Size>& bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

constexpr std::size_t whole = 55;

}  // namespace

std::optional<trace_parent> parse_trace_parent(std::string_view text) {
  if (text.size() < whole || text[2] != '-' || text[35] != '-' || text[52] != '-') return std::nullopt;
  std::array<std::uint8_t, 1> version{}, flags{};
  trace_parent made;
  if (!read_hex(text.substr(0, 2), version) || !read_hex(text.substr(3, 32), made.trace) ||
      !read_hex(text.substr(36, 16), made.parent) || !read_hex(text.substr(53, 2), flags))
    return std::nullopt;
  if (version[0] == 0xFF || is_zero(made.trace) || is_zero(made.parent)) return std::nullopt;
  if (text.size() > whole && (version[0] == 0 || text[whole] != '-')) return std::nullopt;
  made.sampled = (flags[0] & 1U) != 0;
  return made;
}

std::string print_trace_parent(const trace_parent& value) {
  return "00-" + to_hex(value.trace) + "-" + to_hex(value.parent) + (value.sampled ? "-01" : "-00");
}

// The last seven bytes are random by the standard.
bool is_sampled(const std::optional<trace_parent>& parent, const trace_id& trace, double ratio) {
  if (parent) return parent->sampled;
  std::uint64_t number = 0;
  for (std::size_t i = trace.size() - 7; i < trace.size(); ++i) number = (number << 8U) | trace[i];
  constexpr double all = 72'057'594'037'927'936.0;  // 2^56
  // as whole numbers: a double has not all of them below 2^56
  return number < static_cast<std::uint64_t>(std::clamp(ratio, 0.0, 1.0) * all);
}

}  // namespace ramal::tracing
