#include "contract/http_text.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdio>

namespace ramal::contract {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_field_value(std::string_view text) {
  if (text.empty()) return true;
  if (text.front() == ' ' || text.front() == '\t' || text.back() == ' ' || text.back() == '\t') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
  });
}

std::string parse_field(std::string_view line, head_text& head) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return "a field line without colon: " + visible(line);
  const auto name = line.substr(0, colon);
  auto value = line.substr(colon + 1);
  if (!is_token(name)) return "a field name that is no token: " + visible(line);
  if (!value.empty() && value.front() != ' ') return "no blank after the colon: " + visible(line);
  if (!value.empty()) value.remove_prefix(1);
  if (!is_field_value(value)) return "a bad field value: " + visible(line);
  head.fields.push_back({std::string(name), std::string(value)});
  return {};
}

}  // namespace

bool equal_names(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

const std::string* head_text::find(std::string_view name) const {
  for (const auto& f : fields)
    if (equal_names(f.name, name)) return &f.value;
  return nullptr;
}

std::size_t head_text::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::count_if(fields.begin(), fields.end(), [&](const field& f) { return equal_names(f.name, name); }));
}

head_text parse_head(std::string_view bytes) {
  head_text head;
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return head;
  head.size = end + 4;
  auto rest = bytes.substr(0, end);
  for (bool first = true; first || !rest.empty(); first = false) {
    const auto line_end = rest.find("\r\n");
    const auto line = rest.substr(0, line_end);
    rest = line_end == std::string_view::npos ? std::string_view{} : rest.substr(line_end + 2);
    if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos)
      head.error = "a bare CR, LF or NUL in the head: " + visible(line);
    else if (first) head.start_line = std::string(line);
    else head.error = parse_field(line, head);
    if (!head.error.empty()) break;
  }
  return head;
}

std::optional<std::size_t> content_length(const head_text& head) {
  if (head.count("Content-Length") != 1) return std::nullopt;
  const auto& text = *head.find("Content-Length");
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  const bool plain = error == std::errc{} && end == text.data() + text.size() && (text == "0" || text.front() != '0');
  return plain ? std::optional(length) : std::nullopt;
}

std::string visible(std::string_view bytes) {
  std::string shown;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\r') shown += "\\r";
    else if (c == '\n') shown += "\\n";
    else if (c == '\t') shown += "\\t";
    else if (byte >= 0x20 && byte < 0x7f) shown += c;
    else {
      char hex[8];
      std::snprintf(hex, sizeof hex, "\\x%02x", byte);
      shown += hex;
    }
  }
  return shown;
}

}  // namespace ramal::contract
