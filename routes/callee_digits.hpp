// Whether digits that stand in groups, as people write phone numbers, are one number, and which. The numbering plans of
// countries are not known here; the rules only find a number with something else behind it.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace ramal::routes {

// Digits without a separator between them.
struct digit_group {
  std::size_t at = 0;  // how many digits stand in front
  std::size_t size = 0;
  bool bracketed = false;  // right behind '('
};

// A text of digits, blanks and separators. Digits and groups beyond the bounds are counted, but not kept.
struct grouped_digits {
  static constexpr std::size_t most = 15;

  std::array<char, most> digits{};
  std::array<digit_group, most> groups{};
  std::size_t digit_count = 0;
  std::size_t group_count = 0;
  std::size_t marks = 0;   // between or around the groups: all but the '+'
  std::size_t points = 0;  // of them
  bool plus = false;       // in front

  void put(char digit, bool begins_group, bool bracketed);
  std::string_view text() const { return {digits.data(), digit_count < most ? digit_count : most}; }
  std::string_view text(const digit_group& of) const {
    return of.at < text().size() ? text().substr(of.at, of.size) : std::string_view{};
  }
};

// Empty, or why these digits are no number that is sure to be meant: the text of the VALIDATION_ERROR.
std::string_view why_no_number(const grouped_digits& given);

}  // namespace ramal::routes
