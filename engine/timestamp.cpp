#include "engine/timestamp.hpp"

#include <array>
#include <cstdio>

namespace ramal::engine {

namespace {

// Reads a text from its front; after the first mismatch nothing matches any more.
struct reader {
  std::string_view rest;
  bool ok = true;

  bool skip(char wanted) {
    if (rest.empty() || rest.front() != wanted) return false;
    rest.remove_prefix(1);
    return true;
  }

  void expect(char wanted) { ok = ok && skip(wanted); }

  int digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (rest.empty() || rest.front() < '0' || rest.front() > '9') return ok = false, 0;
      value = value * 10 + (rest.front() - '0');
      rest.remove_prefix(1);
    }
    return value;
  }

  milliseconds fraction() {
    int scale = 100;
    int value = 0;
    bool any = false;
    while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') {
      value += scale * (rest.front() - '0');
      scale /= 10;
      any = true;
      rest.remove_prefix(1);
    }
    ok = ok && any;
    return milliseconds(value);
  }
};

milliseconds parse_clock(reader& in) {
  const int hour = in.digits(2);
  in.expect(':');
  const int minute = in.digits(2);
  int second = 0;
  milliseconds fraction{0};
  if (in.skip(':')) {
    second = in.digits(2);
    if (in.skip('.')) fraction = in.fraction();
  }
  in.ok = in.ok && hour < 24 && minute < 60 && second < 61;
  return std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second) + fraction;
}

milliseconds parse_zone(reader& in) {
  if (in.rest.empty() || in.skip('Z')) return milliseconds(0);
  const int sign = in.skip('-') ? -1 : 1;
  if (sign > 0) in.expect('+');
  const int hour = in.digits(2);
  in.expect(':');
  const int minute = in.digits(2);
  in.ok = in.ok && hour < 24 && minute < 60;
  return sign * (std::chrono::hours(hour) + std::chrono::minutes(minute));
}

}  // namespace

std::string format_time(time_point at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(at - day);
  std::array<char, 40> text{};
  const int size = std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", int(date.year()),
                                 unsigned(date.month()), unsigned(date.day()), int(clock.hours().count()),
                                 int(clock.minutes().count()), int(clock.seconds().count()),
                                 int(clock.subseconds().count()));
  return {text.data(), static_cast<std::size_t>(size)};
}

std::int64_t unix_seconds(time_point at) {
  return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}

std::optional<time_point> parse_time(std::string_view text) {
  reader in{text};
  const int year = in.digits(4);
  in.expect('-');
  const int month = in.digits(2);
  in.expect('-');
  const int day = in.digits(2);
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(unsigned(month)),
                                         std::chrono::day(unsigned(day))};
  if (!in.ok || !date.ok()) return std::nullopt;
  time_point at{std::chrono::sys_days(date)};
  if (in.rest.empty()) return at;
  in.expect('T');
  at += parse_clock(in);
  at -= parse_zone(in);
  if (!in.ok || !in.rest.empty()) return std::nullopt;
  return at;
}

}  // namespace ramal::engine
