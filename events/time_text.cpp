#include "events/time_text.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

#include "events/time_reader.hpp"

namespace ramal::events {
namespace {

using namespace std::chrono;

minutes read_offset(time_reader& in) {
  if (in.skip("Zz")) return minutes(0);
  const int sign = in.skip("-") ? -1 : 1;
  if (sign > 0) in.expect("+");
  const int hour = in.digits(2);
  in.expect(":");
  const int minute = in.digits(2);
  in.ok = in.ok && hour < 24 && minute < 60;
  return sign * (hours(hour) + minutes(minute));
}

std::string date_and_clock(time_point at) {
  const auto whole_day = floor<days>(at);
  const year_month_day date(whole_day);
  const hh_mm_ss clock(floor<seconds>(at - whole_day));
  std::array<char, 40> text{};
  const int size = std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d", int(date.year()),
                                 unsigned(date.month()), unsigned(date.day()), int(clock.hours().count()),
                                 int(clock.minutes().count()), int(clock.seconds().count()));
  return {text.data(), static_cast<std::size_t>(size)};
}

std::string padded(long value, int width) {
  std::array<char, 16> text{};
  const int size = std::snprintf(text.data(), text.size(), "%0*ld", width, value);
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace

std::optional<time_point> parse_time(std::string_view text) {
  time_reader in{text};
  const int year_number = in.digits(4);
  in.expect("-");
  const int month_number = in.digits(2);
  in.expect("-");
  const int day_number = in.digits(2);
  auto at = date_at(in, year_number, month_number, day_number);
  if (!at) return std::nullopt;
  in.expect("Tt");
  *at += read_clock(in);
  if (in.skip(".")) *at += in.fraction();
  *at -= read_offset(in);
  if (!in.ok || !in.rest.empty() || *at < time_point{}) return std::nullopt;
  return at;
}

std::string time_with_ms(time_point at) {
  const milliseconds fraction = at - floor<seconds>(at);
  return date_and_clock(at) + "." + padded(fraction.count(), 3) + "Z";
}

std::string time_in_seconds(time_point at, minutes offset) {
  if (offset == minutes(0)) return date_and_clock(at) + "Z";
  const long ahead = std::abs(offset.count());
  return date_and_clock(at + offset) + (offset < minutes(0) ? "-" : "+") + padded(ahead / 60, 2) + ":" +
         padded(ahead % 60, 2);
}

}  // namespace ramal::events
