#include "routes/foreseen.hpp"

#include <cstring>

#include "routes/plain_text.hpp"

namespace ramal::routes {
namespace {

constexpr std::size_t chunks = 3;  // of 16 bytes: the longest value
constexpr std::ptrdiff_t enough = foreseen_member::longest + 1 + chunks * 16;  // so that nothing here looks at the end

bool begins(const char* at, const foreseen_member& member) {
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

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Behind the value at `at`; null if it is of another kind, or longer.
const char* behind_value(const char* at) {
  if (*at == '"') {
    ++at;
    for (std::size_t i = 0; i < chunks; ++i) {
      const std::size_t plain = json::plain_of_16(at);
      at += plain;
      if (plain < 16) return *at == '"' ? at + 1 : nullptr;
    }
    return nullptr;
  }
  if (std::memcmp(at, "null", 4) == 0) return at + 4;
  if (!is_digit(*at) || *at == '0') return nullptr;
  const char* longest = at + 16;
  while (at != longest && is_digit(*at)) ++at;
  return *at == ',' || *at == '}' ? at : nullptr;  // else a fraction, an exponent, or nothing good
}

}  // namespace

foreseen_part read_foreseen(const char* at, const char* end, const foreseen_member* first,
                            const foreseen_member* last, std::string_view* slots) {
  const foreseen_member* next = first;
  for (; next != last && end - at >= enough && begins(at, *next); ++next) {
    const char* behind = behind_value(at + next->size);
    if (behind == nullptr) break;
    const char* token = at + next->token_from;
    slots[next->slot] = {token, static_cast<std::size_t>(behind - token)};
    at = behind;
  }
  return {at, static_cast<std::size_t>(next - first)};
}

}  // namespace ramal::routes
