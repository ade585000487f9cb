#include "routes/body_fields.hpp"

#include "routes/blanks.hpp"
#include "routes/text.hpp"

namespace ramal::routes {
namespace {

constexpr std::size_t longest_name = 32;

// The last value of each name of the table; precedence among synonyms is decided when all are known.
struct collected {
  std::array<std::string_view, most_field_names> token{};
  std::uint32_t ignored = 0;
};

// Names are compared as Go's decoder does: unescaped, ASCII case-insensitively.
void collect(std::string_view name, std::string_view token, std::string& scratch, collected& seen) {
  if (name.find('\\') != std::string_view::npos) {
    scratch.clear();
    if (name.size() > 6 * longest_name || !unescape_json(name, scratch)) return;
    name = scratch;
  }
  if (name.size() > longest_name) return;
  const auto& names = field_names();
  for (std::size_t i = 0; i < names.size(); ++i)
    if (equal_ignoring_case(names[i].name, name)) seen.token[i] = token;
  const auto& ignored = ignored_names();
  for (std::size_t i = 0; i < ignored.size(); ++i)
    if (equal_ignoring_case(ignored[i], name)) seen.ignored |= 1u << i;
}

// Blanks may be written as escapes.
bool is_empty(std::string_view token, std::string& scratch) {
  if (token.empty() || json::is_null(token)) return true;
  if (!json::is_string(token)) return false;
  const std::string_view text = trim(json::inside(token));
  if (text.empty() || text.front() != '\\') return text.empty();
  scratch.clear();
  return unescape_json(text, scratch) && trim(scratch).empty();
}

// The first non-empty value among the synonyms of a meaning.
std::string_view choose(const collected& seen, field meaning, std::string& scratch) {
  const auto& names = field_names();
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i].meaning == meaning && !is_empty(seen.token[i], scratch)) return seen.token[i];
  return {};
}

bool read_object(std::string_view text, const json::limits& limits, std::string& scratch, collected& seen,
                 json::problem& problem) {
  json::cursor in(text, limits);
  const bool whole = in.members([&](std::string_view name) {
    std::string_view token;
    if (!in.value(token)) return false;
    collect(name, token, scratch, seen);
    return true;
  }) && in.finish();
  problem = in.what();
  return whole;
}

}  // namespace

failure failure_of(json::problem problem) {
  switch (problem) {
    case json::problem::too_deep: return failure(failure_kind::too_deep);
    case json::problem::too_many_keys: return failure(failure_kind::too_many_keys);
    case json::problem::number_too_long: return failure(failure_kind::number_too_long);
    default: return failure(failure_kind::invalid_json);
  }
}

std::optional<failure> read_body(std::string_view body, const json::limits& limits, std::string& scratch,
                                 body_fields& out) {
  if (trim_blanks(body).empty()) return std::nullopt;
  if (!json::is_utf8(body)) return failure(failure_kind::invalid_json);
  collected seen;
  json::problem problem = json::problem::none;
  if (!read_object(body, limits, scratch, seen, problem)) return failure_of(problem);

  out.call_id = choose(seen, field::call_id, scratch);
  out.callee = choose(seen, field::callee, scratch);
  out.media_url = choose(seen, field::media_url, scratch);
  out.mode = choose(seen, field::mode, scratch);
  out.sdp = choose(seen, field::sdp, scratch);
  out.sdp_type = choose(seen, field::sdp_type, scratch);
  out.opaque_data = choose(seen, field::opaque_data, scratch);
  out.include_sdp = choose(seen, field::include_sdp, scratch);
  out.ignored = seen.ignored;
  return std::nullopt;
}

}  // namespace ramal::routes
