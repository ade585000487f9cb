#include "routes/predicted_members.hpp"

#include <cstring>

#include "config/letters.hpp"
#include "routes/plain_text.hpp"

namespace ramal::routes {
namespace {

using config::is_digit;

constexpr std::ptrdiff_t longest_string = 47;
// So that nothing here looks at the end; the quotes of the longest string are in it.
constexpr std::ptrdiff_t enough = predicted_member::longest + 1 + longest_string + 1;

bool begins(const char* at, const predicted_member& member) {
#ifdef __SSE2__  // as many bytes whatever the size, which costs less than a branch; the text lies before `at`
  const auto same = [&](std::size_t from) {
    const auto load = [from](const char* p) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + from)); };
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(load(at), load(member.text))));
  };
  return ((same(0) | same(16) << 16) & member.marks) == member.marks;
#else
  return std::memcmp(at, member.text, member.size) == 0;
#endif
}

const char* behind_quote(const char* at) { return *at == '"' ? at + 1 : nullptr; }

// A string that ends where the one before did is passed by a branch: a processor that predicts it reads the next member
// before it has searched this one.
const char* behind_string(const char* at, std::uint32_t& string_end) {
  const std::uint32_t found = json::not_plain(at) | json::not_plain(at + 16) << 16;
  const std::uint32_t up_to_end = string_end ^ (string_end - 1);
  if ((found & up_to_end) == string_end) return behind_quote(at + __builtin_ctz(string_end));
  if (found != 0) {
    string_end = found & (~found + 1);
    return behind_quote(at + __builtin_ctz(found));
  }
  const std::uint32_t late = json::not_plain(at + 32);
  return late == 0 ? nullptr : behind_quote(at + 32 + __builtin_ctz(late));
}

// A whole number without sign; null if it is none, or longer than 16 digits.
const char* behind_number(const char* at) {
  if (!is_digit(*at) || *at == '0') return nullptr;
  const char* longest = at + 16;
  while (at != longest && is_digit(*at)) ++at;
  return *at == ',' || *at == '}' ? at : nullptr;  // else a fraction, an exponent, or malformed
}

// Behind the value at `at`; null if it is of another kind, or longer.
const char* behind_value(const char* at, std::uint32_t& string_end) {
  if (*at == '"') return behind_string(at + 1, string_end);
  if (std::memcmp(at, "null", 4) == 0 || std::memcmp(at, "true", 4) == 0) return at + 4;
  return std::memcmp(at, "false", 5) == 0 ? at + 5 : behind_number(at);
}

}  // namespace

predicted_part read_predicted(const char* at, const char* end, predicted_member* first, const predicted_member* last,
                              std::string_view* slots) {
  predicted_member* next = first;
  for (; next != last && end - at >= enough && begins(at, *next); ++next) {
    const char* behind = behind_value(at + next->size, next->string_end);
    if (behind == nullptr) break;
    const char* token = at + next->token_from;
    slots[next->slot] = {token, static_cast<std::size_t>(behind - token)};
    at = behind;
  }
  return {at, static_cast<std::size_t>(next - first)};
}

}  // namespace ramal::routes
