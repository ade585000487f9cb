#include "proxy/inspector/read_message.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "config/letters.hpp"
#include "proxy/inspector/mask_json.hpp"
#include "proxy/wire/text.hpp"

namespace ramal::inspector {
namespace {

constexpr std::size_t margin = 1'024;  // twice the longest secret
constexpr std::size_t most_secrets = 8;
constexpr std::string_view end_of_line = "\r\n";

constexpr std::string_view well_known_names[] = {
    "accept",     "connection",  "content-length", "content-type", "host", "transfer-encoding", "via",
    "user-agent", "traceparent", "x-request-id",   "expect",       "date", "idempotency-key"};

std::string_view next_line(std::string_view& head) {
  const std::size_t end = std::min(head.find(end_of_line), head.size());
  const std::string_view line = head.substr(0, end);
  head.remove_prefix(std::min(head.size(), end + end_of_line.size()));
  return line;
}

// A skipped empty line may stand in front of a request (F16).
std::string_view without_empty_line(std::string_view head) {
  return head.starts_with(end_of_line) ? head.substr(end_of_line.size()) : head;
}

// "POST /path?query HTTP/1.1"; a status line has no target.
std::string mask_start_line(std::string_view line, const secrets& of) {
  const std::size_t first = line.find(' '), last = line.rfind(' ');
  if (line.starts_with("HTTP/") || first == line.npos || last <= first) {
    std::string made(line);
    mask_text(made, of);
    return made;
  }
  std::string made(line.substr(0, first + 1));
  made += mask_target(line.substr(first + 1, last - first - 1), of);
  return made.append(line.substr(last));
}

std::string shown_value(std::string_view name, std::string_view value, const secrets& of, header_values shown) {
  const auto same = [name](std::string_view one) { return config::equal_ignoring_case(one, name); };
  const bool may_be_shown = shown == header_values::all_but_secrets || std::ranges::any_of(well_known_names, same);
  if (!value.empty() && (!may_be_shown || is_secret_value(name, value))) return std::string(hidden);
  std::string made(value);
  mask_text(made, of);
  return made;
}

void read_fields(std::string_view head, const secrets& of, header_values shown, message& to) {
  std::size_t kept = to.start_line.size();
  while (!head.empty()) {
    const std::string_view line = next_line(head);
    if (line.empty()) return;
    const std::size_t colon = std::min(line.find(':'), line.size());
    kept += line.size() + end_of_line.size();
    if (kept > most_head) {
      to.cut = true;
      return;
    }
    std::string name(line.substr(0, colon));
    const std::string_view value = wire::trim(line.substr(std::min(colon + 1, line.size())));
    std::string masked_value = shown_value(name, value, of, shown);
    mask_text(name, of);
    to.fields.emplace_back(std::move(name), std::move(masked_value));
  }
}

bool is_inside_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// What is masked is a little more than what is kept: at the end of the cut a part of a secret would look like any word.
std::string cut_body(std::string_view body, const secrets& of) {
  std::string made = mask_body(body.substr(0, most_body + margin), of);
  std::size_t size = std::min(made.size() - std::min(made.size(), margin), most_body);
  while (size > 0 && is_inside_character(made[size])) --size;
  made.resize(size);
  return made;
}

}  // namespace

message read_message(std::string_view head, std::string_view body, const secrets& of, header_values shown) {
  message made;
  head = without_empty_line(head);
  const std::string_view line = next_line(head);
  made.start_line = mask_start_line(line, of);
  read_fields(head, of, shown, made);
  if (body.size() <= most_body) {
    made.body = mask_body(body, of);
    if (made.body.size() > most_body) made.body = cut_body(body, of), made.cut = true;
    return made;
  }
  made.body = cut_body(body, of);
  made.cut = true;
  return made;
}

void note_secrets(std::string_view head, std::vector<std::string>& to) {
  head = without_empty_line(head);
  next_line(head);
  while (!head.empty() && to.size() < most_secrets) {
    const std::string_view line = next_line(head);
    if (line.empty()) return;
    const std::size_t colon = std::min(line.find(':'), line.size());
    if (!is_secret_name(line.substr(0, colon))) continue;
    std::string_view value = wire::trim(line.substr(std::min(colon + 1, line.size())));
    if (const auto blank = value.rfind(' '); blank != value.npos) value = value.substr(blank + 1);  // Bearer KEY
    if (!value.empty() && std::ranges::find(to, value) == to.end()) to.emplace_back(value);
  }
}

}  // namespace ramal::inspector
