#include "proxy/inspector/write_exchange.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <string_view>

#include "proxy/inspector/changes.hpp"
#include "routes/json.hpp"
#include "routes/text.hpp"

namespace ramal::inspector {
namespace {

void write_name(std::string_view name, std::string& out) {
  out += out.ends_with('{') ? "\"" : ",\"";
  out.append(name).append("\":");
}

void write_member(std::string_view name, std::string_view text, std::string& out) {
  write_name(name, out);
  write_text(text, out);
}

void write_known(std::string_view name, std::string_view text, std::string& out) {
  if (!text.empty()) return write_member(name, text, out);
  write_name(name, out);
  out += "null";
}

void write_number(std::string_view name, std::uint64_t number, std::string& out) {
  write_name(name, out);
  out += std::to_string(number);
}

void write_milliseconds(std::string_view name, std::optional<std::chrono::microseconds> time, std::string& out) {
  write_name(name, out);
  if (!time) {
    out += "null";
    return;
  }
  std::array<char, 32> room{};
  const int size = std::snprintf(room.data(), room.size(), "%.3f", static_cast<double>(time->count()) / 1e3);
  out.append(room.data(), static_cast<std::size_t>(std::max(size, 0)));
}

std::string_view name_of(kind what) {
  if (what == kind::event_in) return "event_in";
  return what == kind::event_out ? "event_out" : "request";
}

// All members of a row, without the brackets around them.
void write_members(const exchange& one, std::string& out) {
  write_number("seq", one.seq, out);
  write_member("id", std::to_string(one.seq), out);
  write_member("time", time_text(one.time), out);
  write_known("request_id", one.request_id, out);
  write_known("key", one.key, out);
  write_known("method", one.method, out);
  write_known("path", one.path, out);
  write_known("route", one.route, out);
  write_number("status", one.status, out);
  write_name("engine_status", out);
  out += one.engine_status == 0 ? "null" : std::to_string(one.engine_status);
  write_known("upstream", one.upstream, out);
  write_known("error", one.error, out);
  write_number("attempts", one.attempts, out);
  write_number("skipped", one.skipped, out);
  write_milliseconds("ms", one.total, out);
  write_milliseconds("engine_ms", one.engine, out);
  write_member("kind", name_of(one.what), out);
  write_known("event", one.event, out);
  write_known("destination", one.destination, out);
  write_known("outcome", one.outcome, out);
}

void write_pane(std::string_view name, const std::optional<message>& pane, std::string& out) {
  write_name(name, out);
  if (!pane) {
    out += "null";
    return;
  }
  out += "{";
  write_member("start_line", pane->start_line, out);
  write_name("headers", out);
  out += "[";
  for (const auto& [field, value] : pane->fields) {
    out += out.ends_with('[') ? "[" : ",[";
    write_text(field, out);
    out += ",";
    write_text(value, out);
    out += "]";
  }
  out += "]";
  write_member("body", pane->body, out);
  write_name("cut", out);
  out += pane->cut ? "true}" : "false}";
}

void write_changes(std::string_view name, const std::optional<message>& before, const std::optional<message>& after,
                   std::string& out) {
  write_name(name, out);
  out += "[";
  if (before && after)
    for (const change& one : changes_between(before->body, after->body)) {
      out += out.ends_with('[') ? "{" : ",{";
      write_known("from", one.from.value_or(""), out);
      write_known("to", one.to.value_or(""), out);
      write_member("rule", one.rule, out);
      out += "}";
    }
  out += "]";
}

}  // namespace

std::string time_text(std::chrono::system_clock::time_point at) {
  const auto whole = std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch()).count();
  const auto seconds = static_cast<std::time_t>(whole / 1'000);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 40> room{};
  const std::size_t size = std::strftime(room.data(), room.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::string made(room.data(), size);
  std::string rest = std::to_string(whole % 1'000);
  rest.insert(0, 3 - std::min<std::size_t>(rest.size(), 3), '0');
  return made + "." + rest + "Z";
}

void write_text(std::string_view text, std::string& out) {
  out += '"';
  if (routes::json::is_utf8(text)) {
    routes::escape_json(text, out);
  } else {
    std::string plain(text);
    std::ranges::replace_if(
        plain, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
    routes::escape_json(plain, out);
  }
  out += '"';
}

void write_row(const exchange& one, std::string& out) {
  out += "{";
  write_members(one, out);
  out += "}";
}

void write_whole(const exchange& one, std::string& out) {
  out += "{";
  write_members(one, out);
  write_pane("bot_sent", one.bot_sent, out);
  write_pane("engine_got", one.engine_got, out);
  write_pane("engine_said", one.engine_said, out);
  write_pane("bot_got", one.bot_got, out);
  write_changes("request_changes", one.bot_sent, one.engine_got, out);
  write_changes("answer_changes", one.engine_said, one.bot_got, out);
  out += "}";
}

void write_state(bool on, std::optional<std::chrono::system_clock::time_point> until, std::string& out) {
  out += on ? "{\"on\":true,\"until\":" : "{\"on\":false,\"until\":";
  if (until) write_text(time_text(*until), out);
  else out += "null";
  out += "}";
}

}  // namespace ramal::inspector
