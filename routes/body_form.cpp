#include "routes/body_form.hpp"

#include "routes/text.hpp"

namespace ramal::routes {
namespace {

constexpr std::string_view form =
    "Invalid JSON format: the body is form-encoded; send a JSON object, as in {\"callId\":\"...\"}";
constexpr std::string_view multipart =
    "Invalid JSON format: the body is multipart form data; send a JSON object, as in {\"callId\":\"...\"}";
constexpr std::string_view compressed = "Invalid JSON format: the body is compressed; send the JSON as it is";

constexpr std::string_view marked =
    "Invalid JSON format: the body begins with a byte order mark; send plain UTF-8 without it";
constexpr std::string_view wide = "Invalid JSON format: the body is UTF-16; send UTF-8";
constexpr std::string_view twice =
    "Invalid JSON format: the body is a text that holds JSON; send the object itself, encoded once";
constexpr std::string_view xml = "Invalid JSON format: the body is XML or HTML; send a JSON object";

bool begins_with(std::string_view text, std::string_view lower_case) {
  return equal_ignoring_case(text.substr(0, lower_case.size()), lower_case);
}

// name=value, where a name is of letters, digits and what forms leave as it is.
bool looks_like_a_form(std::string_view body) {
  const auto end = body.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.*+%[]");
  return end != std::string_view::npos && end != 0 && body[end] == '=';
}

}  // namespace

std::string_view no_json_because(std::string_view body, std::string_view content_type) {
  if (body.starts_with("\x1f\x8b") || body.starts_with("\x28\xb5\x2f\xfd")) return compressed;  // gzip, zstd
  if (body.starts_with("\xff\xfe") || body.starts_with("\xfe\xff")) return wide;
  if (body.starts_with("\xef\xbb\xbf")) return marked;
  body = trim_blanks(body);
  if (body.starts_with("\"{") || body.starts_with("\"[{")) return twice;
  if (body.starts_with('<')) return xml;
  if (body.empty() || body.front() == '{' || body.front() == '[' || body.front() == '"') return {};
  if (begins_with(content_type, "multipart/") || body.starts_with("--")) return multipart;
  if (begins_with(content_type, "application/x-www-form-urlencoded")) return form;
  const bool said_json = content_type.find("json") != std::string_view::npos;
  return !said_json && looks_like_a_form(body) ? form : std::string_view{};
}

}  // namespace ramal::routes
