#include "routes/callee_digits.hpp"

#include <algorithm>
#include <span>

namespace ramal::routes {
namespace {

constexpr std::size_t fewest_digits = 8;
constexpr std::size_t whole_number = 10;  // a group of so many is a number without its country code, or with it
constexpr std::size_t half_number = 7;    // two groups of so many are two numbers
constexpr std::size_t with_country = 12;  // a group of so many has its country code
constexpr std::size_t brazilian_most = 13;

std::span<const digit_group> groups_of(const grouped_digits& given) {
  return {given.groups.data(), std::min(given.group_count, grouped_digits::most)};
}

// Countries whose numbers have their 0 behind the country code, too.
bool keeps_zero(std::string_view digits) {
  for (const std::string_view code : {"39", "225", "241", "242", "378", "379"})
    if (digits.starts_with(code)) return true;
  return false;
}

// "+44 (0)20", "+55 (011) 9", "+49 0 30": the 0 is for calls within the country.
bool has_zero_of_the_country(const grouped_digits& given) {
  const auto groups = groups_of(given);
  for (const digit_group& group : groups.subspan(std::min<std::size_t>(1, groups.size()))) {
    const std::string_view digits = given.text(group);
    if (!digits.starts_with('0')) continue;
    if (group.bracketed && (group.size == 1 || !keeps_zero(given.text()))) return true;
    if (&group == &groups[1] && group.size == 1 && (groups[0].size == 2 || groups[0].size == 3)) return true;
  }
  return false;
}

bool has_two_numbers(const grouped_digits& given) {
  const auto groups = groups_of(given);
  return std::count_if(groups.begin(), groups.end(), [](const auto& group) { return group.size >= half_number; }) > 1;
}

// "298123456.0": a spreadsheet's number, which is shorter than ten digits in few countries.
bool has_fraction(const grouped_digits& given) {
  return given.group_count == 2 && given.marks == 1 && given.points == 1 && given.groups[0].size >= half_number &&
         given.groups[1].size <= 2;
}

// "5511988887777.0", "5511988887777-1", "+55 11 98888-7777 (2)"
bool has_digits_behind(const grouped_digits& given) {
  if (has_fraction(given)) return true;
  const auto groups = groups_of(given);
  const bool beyond_brazil = given.text().starts_with("55") && given.digit_count > brazilian_most;
  for (std::size_t i = 1; i < groups.size(); ++i) {
    if (groups[i - 1].size >= whole_number) return true;
    if (groups[i].bracketed && groups[i].at >= fewest_digits) return true;
    if (beyond_brazil && groups[i].at + 1 >= brazilian_most) return true;
  }
  return false;
}

// "1. 5511988887777": a line's number. A '+' says where the number begins.
bool has_digits_in_front(const grouped_digits& given) {
  const auto groups = groups_of(given);
  return !given.plus && std::any_of(groups.begin(), groups.end(), [](const auto& group) {
    // behind one digit alone eleven are enough: the countries 1 and 7 have ten
    return group.at != 0 && group.size >= (group.at == 1 ? with_country - 1 : with_country);
  });
}

// "(11) 98888-7777", "(202) 555-1234": with the area code in front, the country code is missing.
bool begins_with_area(const grouped_digits& given) {
  return !given.plus && given.group_count > 1 && given.groups[0].bracketed && given.groups[0].size > 1 &&
         given.digit_count < with_country;
}

}  // namespace

void grouped_digits::put(char digit, bool begins_group, bool bracketed) {
  if (begins_group || group_count == 0) {
    if (group_count < most) groups[group_count] = {digit_count, 0, bracketed};
    ++group_count;
  }
  if (group_count <= most) ++groups[group_count - 1].size;
  if (digit_count < most) digits[digit_count] = digit;
  ++digit_count;
}

std::string_view why_no_number(const grouped_digits& given) {
  if (given.text().starts_with('0'))
    return "invalid WhatsApp number: it begins with 0; write the country code first, without 0 or 00";
  if (has_zero_of_the_country(given))
    return "invalid WhatsApp number: leave out the 0 that is for calls within the country, as in +44 (0)20";
  if (has_two_numbers(given)) return "invalid WhatsApp number: these are two numbers; send one of them";
  if (has_digits_behind(given))
    return "invalid WhatsApp number: there are digits behind a whole number; write a spreadsheet's cell as text";
  if (given.digit_count < fewest_digits || given.digit_count > grouped_digits::most)
    return "invalid WhatsApp number: it has to have 8 to 15 digits, with the country code";
  if (has_digits_in_front(given))
    return "invalid WhatsApp number: there are digits in front of a whole number; write + if they are its country code";
  if (begins_with_area(given))
    return "invalid WhatsApp number: it begins with an area code; write + and the country code first";
  return {};
}

}  // namespace ramal::routes
