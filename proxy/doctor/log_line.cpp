#include "proxy/doctor/log_line.hpp"

#include <boost/json.hpp>
#include <cstdint>
#include <cstdio>

namespace ramal::doctor {
namespace {

namespace json = boost::json;

// Controls of ASCII, and those of Latin-1 in UTF-8, which terminals obey, too.
std::string harmless(std::string_view text) {
  std::string safe;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool c1 = byte == 0xc2 && i + 1 < text.size() && (static_cast<unsigned char>(text[i + 1]) & 0xe0U) == 0x80;
    if (c1) ++i;
    safe += c1 || byte < 0x20 || byte == 0x7f ? '.' : text[i];
  }
  return safe;
}

std::string word_in(const json::object& line, std::string_view name) {
  const json::value* found = line.if_contains(name);
  if (found == nullptr || !found->is_string()) return {};
  const json::string& text = found->get_string();
  return harmless({text.data(), text.size()});
}

double number_in(const json::object& line, std::string_view name) {
  const json::value* found = line.if_contains(name);
  return found != nullptr && found->is_number() ? found->to_number<double>() : 0;
}

std::string painted(const std::string& text, const char* how, bool colored) {
  return colored && !text.empty() ? std::string("\x1b[") + how + "m" + text + "\x1b[0m" : text;
}

void pad_to(std::string& text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  text += "  ";
}

// "2026-11-29T01:41:44.400Z" has its time of the day from here on.
std::string time_of_day(const std::string& time) { return time.size() >= 23 ? time.substr(11, 12) : time; }

std::string milliseconds_of(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%8.1f ms", value < 1e6 ? value : 1e6);
  return text;
}

std::string shown_request(const json::object& line, unsigned status, const line_choice& choice) {
  const char* color = status >= 500 ? "31" : status >= 400 ? "33" : "32";
  std::string text = time_of_day(word_in(line, "time")) + "  " +
                     painted(std::to_string(status), color, choice.colored) + "  ";
  std::string what = word_in(line, "method");
  pad_to(what, 6);
  const std::string route = word_in(line, "route");
  what += route.empty() ? word_in(line, "path") : route;  // what is passed on, and what no route is, has a path alone
  pad_to(what, 34);
  std::string key = word_in(line, "key");
  pad_to(key, 12);
  text += what + key + milliseconds_of(number_in(line, "total_ms")) + "  ";
  for (const char* name : {"outcome", "reason", "upstream"})
    if (const std::string word = word_in(line, name); !word.empty() && word != "ok") text += word + " ";
  return text + painted(word_in(line, "request_id"), "2", choice.colored) + "\n";
}

std::string shown_message(const json::object& line, const line_choice& choice) {
  const std::string level = word_in(line, "level");
  const bool bad = level == "error" || level == "critical", odd = level == "warning" || level == "warn";
  if (!choice.key.empty() || (choice.errors && !bad && !odd)) return {};
  return time_of_day(word_in(line, "time")) + "  " +
         painted(level,
                 bad   ? "31"
                 : odd ? "33"
                       : "2",
                 choice.colored) +
         "  " + word_in(line, "message") + "\n";
}

}  // namespace

std::string shown_line(std::string_view line, const line_choice& choice) {
  json::error_code error;
  const json::value read = json::parse(line, error);
  if (error || !read.is_object())
    return line.empty() || choice.errors || !choice.key.empty() ? std::string() : harmless(line) + "\n";
  const json::object& fields = read.get_object();
  const double status = number_in(fields, "status");
  if (status < 100 || status > 999) return shown_message(fields, choice);
  if (!choice.key.empty() && word_in(fields, "key") != choice.key) return {};
  if (choice.errors && status < 400) return {};
  return shown_request(fields, static_cast<unsigned>(status), choice);
}

}  // namespace ramal::doctor
