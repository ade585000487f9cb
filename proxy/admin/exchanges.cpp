#include "proxy/admin/exchanges.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "proxy/inspector/write_exchange.hpp"
#include "routes/json.hpp"
#include "routes/query.hpp"

namespace ramal::admin {
namespace {

constexpr std::uint64_t usual_exchanges = 100, most_exchanges = 500, most_minutes = 1'440;
constexpr std::size_t rows_at_once = 50;  // of a stream

std::optional<std::uint64_t> count_in(std::string_view text) {
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return count;
}

// None: it is not there, or no number.
std::optional<std::uint64_t> parameter(std::string_view query, std::string_view name) {
  return count_in(routes::query_parameter(query, name));
}

std::uint64_t known_since(const inspector::recorder& all, std::uint64_t since) {
  return since > all.last() ? 0 : since;
}

void write_inspector_state(inspector::recorder& all, instant at, std::string& out) {
  const auto state = all.look(at.now);
  std::optional<std::chrono::system_clock::time_point> until;
  if (state.until)
    until = at.wall + std::chrono::duration_cast<std::chrono::system_clock::duration>(*state.until - at.now);
  inspector::write_state(state.on, until, out);
}

answer json_answer(std::string body) {
  answer made;
  made.body = std::move(body);
  return made;
}

// None: the body is something else.
std::optional<std::uint64_t> minutes_in(std::string_view body) {
  routes::json::cursor at(body);
  std::optional<std::uint64_t> minutes;
  const bool good = at.members([&](std::string_view name) {
    std::string_view token;
    if (!at.value(token)) return false;
    if (name == "minutes") minutes = count_in(token);
    return true;
  });
  return good && at.finish() && minutes && *minutes <= most_minutes ? minutes : std::nullopt;
}

std::string events_of(const inspector::recorder& all, std::uint64_t& last) {
  std::string text;
  for (const auto& one : all.next_behind(last, rows_at_once)) {
    last = one->seq;
    text += "id: " + std::to_string(one->seq) + "\nevent: request\ndata: ";
    inspector::write_row(*one, text);
    text += "\n\n";
  }
  return text;
}

}  // namespace

answer list_exchanges(inspector::recorder& all, std::string_view query, instant at) {
  const std::uint64_t since = known_since(all, parameter(query, "since").value_or(0));
  const std::uint64_t most = std::clamp<std::uint64_t>(parameter(query, "n").value_or(usual_exchanges), 1,
                                                       most_exchanges);
  const auto found = all.behind(since, most);
  std::string body = "{\"inspector\":";
  write_inspector_state(all, at, body);
  body += ",\"next\":" + std::to_string(found.empty() ? since : found.back()->seq) + ",\"requests\":[";
  for (const auto& one : found) {
    if (!body.ends_with('[')) body += ',';
    inspector::write_row(*one, body);
  }
  return json_answer(body + "]}\n");
}

answer show_exchange(const inspector::recorder& all, std::string_view path) {
  const auto seq = count_in(path.substr(path.rfind('/') + 1));
  const auto found = seq ? all.find(*seq) : nullptr;
  if (!found)
    return answer_refusal(
        {404, "NOT_FOUND", "this exchange is not kept any more, or never was: GET /api/requests has those that are"});
  std::string body;
  inspector::write_whole(*found, body);
  return json_answer(body + "\n");
}

answer begin_events(inspector::recorder& all, std::string_view query, instant at) {
  const auto asked = parameter(query, "since");
  const auto last = std::make_shared<std::uint64_t>(asked ? known_since(all, *asked) : all.last());
  answer made;
  made.content_type = "text/event-stream";
  made.body = "event: hello\ndata: {\"next\":" + std::to_string(*last) + ",\"inspector\":";
  write_inspector_state(all, at, made.body);
  made.body += "}\n\n";
  made.more = [&all, last] { return events_of(all, *last); };
  return made;
}

answer switch_inspector(inspector::recorder& all, std::string_view body, instant at) {
  const auto minutes = minutes_in(body);
  if (!minutes) return answer_refusal({400, "BAD_MINUTES", "send {\"minutes\":15}: 1 to 1440, or 0 to turn it off"});
  if (*minutes == 0) all.turn_off();
  else all.turn_on_until(at.now + std::chrono::minutes(*minutes));
  if (*minutes == 0) spdlog::info("the inspector was turned off on the admin interface");
  else spdlog::warn("the inspector keeps what bots and the engine say, without keys, for {} min", *minutes);
  std::string text;
  write_inspector_state(all, at, text);
  return json_answer(text + "\n");
}

}  // namespace ramal::admin
