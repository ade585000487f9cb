#include "proxy/relay/commands/command_text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace ramal::relay {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t least_phone = 8, shown_digits = 4;

std::string age(milliseconds time) {
  const auto seconds = std::max<std::int64_t>(time.count(), 0) / 1'000;
  if (seconds < 120) return std::to_string(seconds) + "s";
  if (seconds < 2 * 3'600) return std::to_string(seconds / 60) + "m";
  if (seconds < 2 * 86'400) return std::to_string(seconds / 3'600) + "h";
  return std::to_string(seconds / 86'400) + "d";
}

std::string ago(store::instant then, store::instant now) { return age(now - then) + " ago"; }
std::string in_time(store::instant then, store::instant now) { return then <= now ? "now" : "in " + age(then - now); }

// One line, and long runs of digits keep their last ones: a bot may answer with what it was sent.
std::string masked(std::string_view text) {
  std::string line;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789", i), text.size());
    const std::size_t run = end - i;
    if (run != 0) {
      const std::size_t hidden = run >= least_phone ? run - shown_digits : 0;
      line.append(hidden, '*').append(text.substr(i + hidden, run - hidden));
      i = end;
      continue;
    }
    const auto byte = static_cast<unsigned char>(text[i++]);
    line += byte < 0x20 || byte >= 0x7f ? '.' : static_cast<char>(byte);
  }
  return line;
}

// A key's own destination has the key's name; others stand behind a backslash.
std::string destination_text(const std::string& destination) {
  const auto at = destination.find('\\');
  return at == std::string::npos ? destination : destination.substr(0, at) + " (" + destination.substr(at + 1) + ")";
}

std::string last_of(int status, const std::string& error) {
  if (status != 0) return std::to_string(status);
  return error.empty() ? "-" : masked(error);
}

using table_row = std::array<std::string, 7>;

std::string table(const std::vector<table_row>& rows) {
  std::array<std::size_t, 7> widths{};
  for (const table_row& one : rows)
    for (std::size_t i = 0; i < one.size(); ++i) widths[i] = std::max(widths[i], one[i].size());
  std::string text;
  for (const table_row& one : rows) {
    for (std::size_t i = 0; i + 1 < one.size(); ++i) text += one[i] + std::string(widths[i] - one[i].size() + 2, ' ');
    text += one.back() + "\n";
  }
  return text;
}

}  // namespace

std::string_view state_text(store::event_state state) {
  constexpr std::string_view words[] = {"ready", "busy", "done", "dead", "expired"};
  return words[static_cast<std::size_t>(state)];
}

std::string summary_text(const store::totals& all, store::instant now) {
  std::string text = std::to_string(all.pending) + " events wait, " + std::to_string(all.bytes / 1'024) + " KiB\n";
  for (const auto& one : all.keys) {
    text += one.key + ": " + std::to_string(one.pending) + " wait";
    if (one.oldest) text += ", the oldest since " + age(now - *one.oldest);
    if (one.dead != 0) text += ", " + std::to_string(one.dead) + " dead letters";
    text += "\n";
  }
  for (const auto& one : all.destinations) {
    if (one.paused)
      text += destination_text(one.destination) + ": paused " + ago(*one.paused, now) + ", " + one.reason + "\n";
    else if (one.failing_since)
      text += destination_text(one.destination) + ": fails since " + age(now - *one.failing_since) + "\n";
  }
  return text;
}

std::string events_text(const std::vector<store::event_record>& events, store::instant now) {
  if (events.empty()) return "no such events\n";
  std::vector<table_row> rows{{"ID", "STATE", "TO", "EVENT", "STORED", "ATTEMPTS", "LAST ANSWER"}};
  for (const auto& one : events)
    rows.push_back({one.webhook_id, std::string(state_text(one.state)), destination_text(one.destination), one.name,
                    ago(one.born, now), std::to_string(one.attempts), last_of(one.last_status, one.last_error)});
  return table(rows);
}

std::string details_text(const store::event_details& found, store::instant now) {
  const store::event_record& event = found.event;
  std::string text = event.webhook_id + "\n";
  const auto add = [&text](std::string_view name, const std::string& value) {
    text += "  " + std::string(name) + std::string(14 - std::min<std::size_t>(name.size(), 13), ' ') + value + "\n";
  };
  add("event", event.name + " (" + event.native + ")");
  add("to", destination_text(event.destination));
  add("state", std::string(state_text(event.state)));
  add("stored", ago(event.born, now));
  if (event.state == store::event_state::ready) add("next attempt", in_time(event.due, now));
  add("life ends", event.life_end <= now ? ago(event.life_end, now) : in_time(event.life_end, now));
  add("body", std::to_string(event.body.size()) + " bytes");
  if (!event.last_error.empty()) add("why", masked(event.last_error));
  for (const auto& one : found.attempts) {
    std::string what = ago(one.at, now) + ", " + std::to_string(one.took.count()) + " ms: ";
    what += one.status != 0 ? std::to_string(one.status) : masked(one.error);
    if (!one.answer.empty()) what += " " + masked(one.answer);
    add("attempt " + std::to_string(one.number), what);
  }
  return text;
}

}  // namespace ramal::relay
