// Objects in a list mostly have the same members in the same order. So the members of one object are predicted
// for the next one, and a name costs one comparison instead of a search.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ramal::routes {

// One member of an object, as the object before it in the same document had it. Unset until it is assigned, since many
// of them are made for nothing.
struct predicted_member {
  static constexpr std::size_t longest = 32;

  predicted_member() = default;
  predicted_member(std::string_view member_begin, std::size_t token_begin, std::size_t token_slot)
      : text(member_begin.data()), size(static_cast<std::uint32_t>(member_begin.size())),
        marks(static_cast<std::uint32_t>((std::uint64_t{1} << member_begin.size()) - 1)),
        token_from(static_cast<std::uint32_t>(token_begin)), slot(static_cast<std::uint32_t>(token_slot)),
        string_end(1) {}

  // The comma before it (the first has none), its name, its colon: at most `longest` bytes
  const char* text;
  std::uint32_t size;
  std::uint32_t marks;       // a bit for each byte of the text
  std::uint32_t token_from;  // where in the member its token begins
  std::uint32_t slot;        // where its token goes
  std::uint32_t string_end;  // the bit of the quote behind its value, where that was a short string
};

struct predicted_part {
  const char* end;      // behind the last member that was read
  std::size_t members;  // how many
};

// Reads members from `at` on for as long as they are the predicted ones and their values are short plain strings, whole
// numbers, true, false or null; `slots` get their tokens. Stops before all else, malformed text included, and short of
// `end`.
predicted_part read_predicted(const char* at, const char* end, predicted_member* first, const predicted_member* last,
                              std::string_view* slots);

}  // namespace ramal::routes
