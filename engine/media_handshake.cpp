#include "engine/media_handshake.hpp"

#include <algorithm>

#include "engine/request_head.hpp"

namespace ramal::engine {

namespace {

namespace http = boost::beast::http;

constexpr std::size_t key_size = 24;       // base64 of 16 bytes
constexpr std::size_t longest_shown = 40;  // a CallID has 32, a token 43 bytes

response no_upgrade(std::string_view note) {
  response made = refuse(426, "This address speaks WebSocket");
  made.note = note;
  return made;
}

std::string_view upgrade_problem(const request_head& head) {
  if (head.method() != http::verb::get) return "the method is not GET";
  if (head.version() < 11) return "HTTP/1.0 has no upgrade";
  if (!has_element(joined(head, "connection"), "upgrade")) return "Connection does not say Upgrade";
  if (!has_element(joined(head, "upgrade"), "websocket")) return "Upgrade does not say websocket";
  if (!has_element(joined(head, "sec-websocket-version"), "13")) return "Sec-WebSocket-Version is not 13";
  return "";
}

}  // namespace

std::optional<response> check_handshake(http::request<http::string_body>& asked) {
  const std::string_view problem = upgrade_problem(asked.base());
  if (!problem.empty()) return no_upgrade(problem);
  if (asked.count(http::field::sec_websocket_key) != 1 || asked[http::field::sec_websocket_key].size() != key_size) {
    return refuse(400, "Sec-WebSocket-Key is missing or malformed");
  }
  asked.set(http::field::connection, "Upgrade");
  asked.set(http::field::upgrade, "websocket");
  asked.set(http::field::sec_websocket_version, "13");
  return std::nullopt;
}

std::string shown_target(std::string_view target) {
  std::string_view path = target.substr(0, target.find_first_of("?%;&#"));
  std::string shown;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    shown += path.substr(0, end).size() > longest_shown ? "/..." : path.substr(0, end);
    path.remove_prefix(end);
  }
  return shown;
}

}  // namespace ramal::engine
