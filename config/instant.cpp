#include "config/instant.hpp"

#include <cstdio>
#include <array>
#include <optional>

#include "config/letters.hpp"
#include "config/problem.hpp"
#include "config/webhook_values.hpp"

namespace ramal::config {
namespace {

using namespace std::chrono;

constexpr std::string_view an_instant = "2027-01-31T23:59:59-03:00";

// Takes as many digits as `mold` has '0', and its other characters as they are.
bool takes(std::string_view& text, std::string_view mold) {
  if (text.size() < mold.size()) return false;
  for (std::size_t i = 0; i < mold.size(); ++i)
    if (mold[i] == '0' ? !is_digit(text[i]) : text[i] != mold[i]) return false;
  text.remove_prefix(mold.size());
  return true;
}

unsigned number_at(std::string_view text, std::size_t at, std::size_t digits) {
  unsigned value = 0;
  for (const char c : text.substr(at, digits)) value = value * 10 + static_cast<unsigned>(c - '0');
  return value;
}

// ".250": nobody needs it, but programs write it. Nine digits are nanoseconds.
void drop_fraction(std::string_view& text) {
  std::string_view rest = text;
  if (!takes(rest, ".0")) return;
  for (int i = 1; i < 9 && takes(rest, "0"); ++i) continue;
  text = rest;
}

mistake no_instant(std::string_view text) {
  return wrong(shown(text) + " is no instant: write day, time and zone, such as " + std::string(an_instant));
}

}  // namespace

parsed<sys_seconds> parse_instant(std::string_view text) {
  std::string_view rest = text;
  if (!takes(rest, "0000-00-00")) return no_instant(text);
  const year_month_day day{year(static_cast<int>(number_at(text, 0, 4))), month(number_at(text, 5, 2)),
                           std::chrono::day(number_at(text, 8, 2))};
  if (!day.ok()) return wrong(shown(text) + " names a day that no calendar has: correct the date");
  if (!takes(rest, "T00:00")) return no_instant(text);
  unsigned second = 0;
  if (takes(rest, ":00")) {
    second = number_at(text, 17, 2);
    drop_fraction(rest);
  }
  const unsigned hour = number_at(text, 11, 2), minute = number_at(text, 14, 2);
  if (hour > 23 || minute > 59 || second > 59)
    return wrong(shown(text) + " has a time that no clock shows: write 00:00:00 to 23:59:59");
  if (rest.empty())
    return wrong(shown(text) +
                 " has no zone, so it would mean another time on another machine: add Z for UTC, or an offset such as "
                 "-03:00");
  minutes ahead{0};
  if (rest != "Z") {
    const auto offset = parse_time_offset(rest);
    if (!offset.has_value()) return no_instant(text);
    ahead = *offset;
  }
  return sys_days(day) + hours(hour) + minutes(minute) + seconds(second) - ahead;
}

std::string print_instant(sys_seconds value) {
  const auto days = floor<std::chrono::days>(value);
  const year_month_day day(days);
  const hh_mm_ss time(value - days);
  std::array<char, 80> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return text.data();
}

}  // namespace ramal::config
