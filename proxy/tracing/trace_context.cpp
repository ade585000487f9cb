#include "proxy/tracing/trace_context.hpp"

#include <algorithm>
#include <charconv>

namespace ramal::tracing {
namespace {

constexpr std::size_t parent_at = 36, flags_at = 53;
constexpr unsigned sampled_flag = 1;
constexpr unsigned known_flags = 3;  // sampled, and of level 2: the id is random; all others are sent as 0

// `text`: lower-case hex digits, at most 16 of them.
std::uint64_t number_of(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number, 16);
  return number;
}

request_trace begin_own(sampling share, rules::id_source& ids) {
  request_trace made{ids.next_traceparent(), ids.next_span_id(), std::nullopt, false};
  made.sampled = is_sampled(made.id(), share);
  made.onward[flags_at + 1] = made.sampled ? '1' : '0';
  return made;
}

}  // namespace

sampling sampling_of(double ratio) {
  constexpr double all = 72'057'594'037'927'936.0;  // 2^56
  return {static_cast<std::uint64_t>((1.0 - std::clamp(ratio, 0.0, 1.0)) * all)};
}

bool is_sampled(std::string_view trace_id, sampling share) {
  constexpr std::size_t random_digits = 14;
  return number_of(trace_id.substr(trace_id.size() - random_digits)) >= share.least;
}

request_trace begin_trace(std::string_view sent, sampling share, rules::id_source& ids) {
  if (sent.empty()) return begin_own(share, ids);
  request_trace made{};
  sent.copy(made.onward.data(), made.onward.size());
  made.server = ids.next_span_id();
  made.caller.emplace();
  std::copy_n(made.onward.begin() + parent_at, made.caller->size(), made.caller->begin());
  const std::uint64_t flags = number_of(sent.substr(flags_at));
  made.sampled = (flags & sampled_flag) != 0;
  if (!made.sampled) return made;
  std::ranges::copy(ids.next_span_id(), made.onward.begin() + parent_at);
  made.onward[flags_at] = '0';
  made.onward[flags_at + 1] = static_cast<char>('0' + (flags & known_flags));
  return made;
}

}  // namespace ramal::tracing
