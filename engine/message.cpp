#include "engine/message.hpp"

#include <algorithm>
#include <charconv>

namespace ramal::engine {

namespace json = boost::json;

response answer(unsigned status, const json::value& body) {
  response made;
  made.status = status;
  made.body = json::serialize(body);
  return made;
}

response refuse(unsigned status, std::string_view error, std::string_view code) {
  json::object body{{"error", error}};
  if (!code.empty()) body["code"] = code;
  response made = answer(status, body);
  made.note = error;
  return made;
}

response invalid(std::string_view note) {
  response made = refuse(400, "Validation error");
  made.note = note;
  return made;
}

response unauthorized(std::string_view note) {
  response made = refuse(401, "Unauthorized");
  if (!note.empty()) made.note = note;
  return made;
}

response tenant_scope() {
  return refuse(403, "Tenant-scoped keys cannot call number endpoints", "TENANT_SCOPE_NOT_ALLOWED");
}

response number_not_found() { return refuse(400, "WhatsApp number not found for this API key", "NUMBER_NOT_FOUND"); }

response feature_not_supported(std::string_view note) {
  response made = refuse(400, "Calling is only supported for Meta Cloud API and Pilot Status (web) numbers.",
                         "FEATURE_NOT_SUPPORTED");
  if (!note.empty()) made.note = note;
  return made;
}

response call_not_found() { return refuse(404, "Call not found", "CALL_NOT_FOUND"); }

response not_connected() { return refuse(409, "WhatsApp instance not connected", "WHATSAPP_INSTANCE_NOT_CONNECTED"); }

response too_many_requests() { return refuse(429, "Too many requests"); }

response proxy_page() {
  response made;
  made.status = 502;
  made.content_type = "text/html";
  made.body = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n";
  return made;
}

response wrong_status(std::string_view error) { return refuse(400, error); }

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    if (text.front() != '%') {
      plain += text.front();
      text.remove_prefix(1);
      continue;
    }
    unsigned value = 0;
    if (text.size() < 3) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + 3, value, 16);
    if (error != std::errc() || end != text.data() + 3) return std::nullopt;
    plain += static_cast<char>(value);
    text.remove_prefix(3);
  }
  return plain;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string made;
  for (const char letter : text) {
    if (plain.find(letter) != plain.npos) {
      made += letter;
      continue;
    }
    const auto byte = static_cast<unsigned char>(letter);
    made += {'%', hex[byte >> 4U], hex[byte & 15U]};
  }
  return made;
}

namespace {

// The raw value of the first parameter `name`, "" where it has none; nothing if it is absent.
std::optional<std::string_view> raw_parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (pair.substr(0, equals) == name) return pair.substr(std::min(equals + 1, pair.size()));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> query_parameter(std::string_view query, std::string_view name) {
  const auto raw = raw_parameter(query, name);
  return raw ? percent_decoded(*raw) : std::nullopt;
}

bool has_parameter(std::string_view query, std::string_view name) { return raw_parameter(query, name).has_value(); }

std::optional<std::string> parse_phone(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.size() < 8 || text.size() > 15) return std::nullopt;
  if (!std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  return std::string(text);
}

}  // namespace ramal::engine
