#include "contract/message_text.hpp"

#include <algorithm>

namespace ramal::contract {
namespace {

bool is_request_directive(std::string_view line) { return line == "no key" || line == "no Host"; }

bool is_field_line(std::string_view line) {
  const auto colon = line.find(':');
  return colon != std::string_view::npos && is_token(line.substr(0, colon));
}

field parse_field(std::string_view line) {
  const auto colon = line.find(':');
  auto value = line.substr(colon + 1);
  if (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  return {std::string(line.substr(0, colon)), std::string(value)};
}

std::string field_lines(const std::vector<field>& fields) {
  std::string text;
  for (const auto& f : fields) text += f.name + ": " + f.value + "\r\n";
  return text;
}

std::string target_bytes(std::string_view target, std::string_view mount) {
  if (target.starts_with('=')) return std::string(target.substr(1));
  return std::string(mount == "/" ? "" : mount).append(target);
}

std::string start_line(const std::string& start, std::string_view mount) {
  const auto first = start.find(' ');
  const auto last = start.rfind(" HTTP/");
  const auto method = start.substr(0, first);
  const auto length = last == std::string::npos ? last : last - first - 1;
  const auto target = first == std::string::npos ? "" : start.substr(first + 1, length);
  const auto version = last == std::string::npos ? " HTTP/1.1" : start.substr(last);
  return method + " " + target_bytes(target, mount) + version + "\r\n";
}

}  // namespace

bool compact_message::has_field(std::string_view name) const {
  return std::any_of(fields.begin(), fields.end(), [&](const field& f) { return equal_names(f.name, name); });
}

bool compact_message::has_directive(std::string_view word) const {
  return std::find(directives.begin(), directives.end(), word) != directives.end();
}

compact_message parse_compact(const std::vector<std::string>& lines, bool (*is_directive)(std::string_view line)) {
  compact_message message;
  std::size_t at = 0;
  if (at < lines.size()) message.start = lines[at++];
  for (; at < lines.size(); ++at) {
    if (is_directive != nullptr && is_directive(lines[at])) message.directives.push_back(lines[at]);
    else if (is_field_line(lines[at])) message.fields.push_back(parse_field(lines[at]));
    else break;
  }
  message.empty_line = at < lines.size() && lines[at].empty();
  if (message.empty_line) ++at;
  message.has_body = at < lines.size();
  for (auto first = at; at < lines.size(); ++at) message.body += (at == first ? "" : "\n") + lines[at];
  return message;
}

compact_message parse_request(const std::vector<std::string>& lines) {
  return parse_compact(lines, is_request_directive);
}

std::string request_bytes(const compact_message& message, std::string_view mount, const deployment& at) {
  std::vector<field> fields;
  if (!message.has_field("Host") && !message.has_directive("no Host")) fields.push_back({"Host", at.host});
  if (!message.has_directive("no key") && !message.has_field("apikey") && !message.has_field("x-api-key") &&
      !message.has_field("x-api-key-id"))
    fields.push_back({"apikey", at.client_key});
  if (message.has_body && !message.has_field("Content-Type")) fields.push_back({"Content-Type", "application/json"});
  const bool framed = message.has_field("Content-Length") || message.has_field("Transfer-Encoding");
  if (!framed && (message.has_body || message.start.starts_with("POST")))
    fields.push_back({"Content-Length", std::to_string(message.body.size())});
  fields.insert(fields.end(), message.fields.begin(), message.fields.end());
  return start_line(message.start, mount) + field_lines(fields) + "\r\n" + message.body;
}

std::string native_answer_bytes(const std::vector<std::string>& lines) {
  const auto message = parse_compact(lines);
  auto fields = message.fields;
  if (message.has_body && !message.has_field("Content-Type")) fields.push_back({"Content-Type", "application/json"});
  if (!message.has_field("Content-Length") && !message.has_field("Transfer-Encoding"))
    fields.push_back({"Content-Length", std::to_string(message.body.size())});
  return "HTTP/1.1 " + message.start + " Said\r\n" + field_lines(fields) + "\r\n" + message.body;
}

std::string default_native_answer(std::string_view start) {
  if (start == "POST /v1/calls")
    return native_answer_bytes({"201", R"({"id":"call_1","externalCallId":"EXT1","status":"INITIATED"})"});
  if (start == "GET /v1/calls" || start.starts_with("GET /v1/calls?"))
    return native_answer_bytes({"200", R"({"calls":[]})"});
  if (start.ends_with("/realtime-session"))
    return native_answer_bytes(
        {"200",
         R"({"wsUrl":"wss://go.example/call/media/realtime/ws/i/C?token=t","token":"t","expiresInSeconds":120})"});
  if (start.starts_with("GET "))
    return native_answer_bytes({"200", R"({"id":"call_1","externalCallId":"EXT1","status":"ACCEPTED"})"});
  return native_answer_bytes({"200", R"({"success":true,"id":"call_1","status":"ACCEPTED"})"});
}

std::string default_go_answer() {
  return native_answer_bytes({"200", "Access-Control-Allow-Origin: *", "Server: gin", R"({"message":"success"})"});
}

}  // namespace ramal::contract
