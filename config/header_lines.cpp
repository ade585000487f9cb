#include "config/header_lines.hpp"

#include <algorithm>
#include <array>

#include "config/fields.hpp"
#include "config/letters.hpp"
#include "config/unique.hpp"

namespace ramal::config {
namespace {

// What Ramal sets itself, what belongs to one connection, and what could be taken for a key (K2).
// clang-format off
constexpr std::array<std::string_view, 27> taken{
    "accept", "accept-encoding", "apikey", "authorization", "connection", "content-encoding", "content-length",
    "content-type", "cookie", "expect", "host", "http2-settings", "keep-alive", "proxy-authorization",
    "proxy-connection", "te", "token", "traceparent", "trailer", "transfer-encoding", "upgrade", "user-agent", "via",
    "x-api-key", "x-api-key-id", "x-apikey", "x-request-id"};
// clang-format on

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

parsed<std::string> parse_name(std::string_view text) {
  if (text.size() > 64 || !std::all_of(text.begin(), text.end(), is_name_byte))
    return wrong(shown(text) + " is no header name: write up to 64 letters, digits and '-'");
  const std::string name = lower(text);
  if (std::find(taken.begin(), taken.end(), name) != taken.end())
    return wrong(shown(text) + " cannot be added: Ramal sets it itself, or it must not reach the engine");
  return std::string(text);
}

parsed<std::string> parse_value(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (!plain || text.starts_with(' ') || text.ends_with(' ') || text.size() > 1'024)
    return wrong("is no header value: write up to 1024 bytes of visible ASCII, blanks only inside");
  return std::string(text);
}

}  // namespace

const section& header_line_section() {
  static const section entries{{required(text_field("name", "header name", &header_line::name, parse_name)),
                                required(text_field("value", "text", &header_line::value, parse_value))}};
  return entries;
}

void check_header_lines(context& load, const node& engine, const std::string& path,
                        const std::vector<header_line>& lines) {
  const node* list = engine.find("headers");
  if (list == nullptr || list->kind != node_kind::list) return;
  unique_values names(load, "this header");
  for (std::size_t i = 0; i < std::min(lines.size(), list->items.size()); ++i) {
    const node* name = list->items[i].find("name");
    if (name != nullptr) names.add(lower(lines[i].name), name->at, path + ".headers[" + std::to_string(i) + "].name");
  }
}

}  // namespace ramal::config
