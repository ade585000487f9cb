// Reading dates and times from their front, for the two forms in which they come.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "config/letters.hpp"
#include "events/time_text.hpp"

namespace ramal::events {

// Reads a text from its front; after the first mismatch nothing matches any more.
struct time_reader {
  std::string_view rest;
  bool ok = true;

  bool skip(std::string_view any_of) {
    if (rest.empty() || any_of.find(rest.front()) == std::string_view::npos) return false;
    rest.remove_prefix(1);
    return true;
  }
  void expect(std::string_view any_of) { ok = ok && skip(any_of); }
  int digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (rest.empty() || !config::is_digit(rest.front())) return ok = false, 0;
      value = value * 10 + (rest.front() - '0');
      rest.remove_prefix(1);
    }
    return value;
  }
  milliseconds fraction() {
    int value = 0, scale = 100, count = 0;
    for (; !rest.empty() && config::is_digit(rest.front()); ++count, scale /= 10) {
      value += scale * (rest.front() - '0');
      rest.remove_prefix(1);
    }
    ok = ok && count >= 1 && count <= 9;
    return milliseconds(value);
  }
};

// hh:mm:ss; a leap second is the first one of the next minute.
inline std::chrono::seconds read_clock(time_reader& in) {
  const int hour = in.digits(2);
  in.expect(":");
  const int minute = in.digits(2);
  in.expect(":");
  const int second = in.digits(2);
  in.ok = in.ok && hour < 24 && minute < 60 && second < 61;
  return std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
}

// A day of the years 1970 to 9998.
inline std::optional<time_point> date_at(const time_reader& in, int year_number, int month_number, int day_number) {
  using namespace std::chrono;
  constexpr int first_year = 1970, last_year = 9998;
  const year_month_day date{year(year_number), month(unsigned(month_number)), day(unsigned(day_number))};
  if (!in.ok || !date.ok() || year_number < first_year || year_number > last_year) return std::nullopt;
  return time_point(sys_days(date));
}

}  // namespace ramal::events
