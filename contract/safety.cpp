#include "contract/safety.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "contract/engine_request.hpp"

namespace ramal::contract {
namespace {

// clang-format off
constexpr std::array<std::string_view, 3> reading_methods{"GET", "HEAD", "OPTIONS"};
// Whatever else a header like this means to a server, it may be read as a credential.
constexpr std::array<std::string_view, 10> credential_headers{
    "apikey", "api-key", "api_key", "x-api-key", "x_api_key", "x-api-key-id", "authorization", "proxy-authorization",
    "cookie", "token"};
constexpr std::array<std::string_view, 3> method_headers{
    "x-http-method-override", "x-http-method", "x-method-override"};
// Segments that some server might take for an order, by whatever method they come.
constexpr std::array<std::string_view, 18> action_words{
    "start", "dial", "offer", "answer", "accept", "pre-accept", "reject", "hangup", "terminate", "end", "play",
    "session", "realtime-session", "request", "ws", "send", "delete", "logout"};
// clang-format on

template <class List>
bool has_name(const List& list, std::string_view name) {
  return std::any_of(list.begin(), list.end(), [&](std::string_view each) { return equal_names(each, name); });
}

// %XX taken away, twice: some servers decode a path again.
std::string decoded(std::string text) {
  for (int round = 0; round < 2; ++round) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
      unsigned byte = 0;
      const bool escape = text[i] == '%' && i + 2 < text.size();
      const auto end = escape ? std::from_chars(&text[i + 1], &text[i + 3], byte, 16).ptr : nullptr;
      const bool whole = escape && end == &text[i + 3];
      plain += whole ? static_cast<char>(byte) : text[i];
      if (whole) i += 2;
    }
    text = std::move(plain);
  }
  return text;
}

bool names_an_action(const std::string& target) {
  std::string path = decoded(target);
  for (std::size_t at = 0; at <= path.size();) {
    const auto end = std::min(path.find_first_of("/\\?&=;#. ", at), path.size());
    if (has_name(action_words, std::string_view(path).substr(at, end - at))) return true;
    at = end + 1;
  }
  return false;
}

std::string danger_of(const engine_request& request, std::string_view key) {
  if (!request.head.error.empty()) return "a head that is not clean may be read otherwise: " + request.head.error;
  if (!request.head.start_line.ends_with(" HTTP/1.1")) return "another version of HTTP may be read otherwise";
  if (request.head.count("Content-Length") > 1 || request.head.count("Transfer-Encoding") != 0 ||
      (request.head.count("Content-Length") == 1 && !content_length(request.head)))
    return "a framing that servers read differently";
  if (request.head.count("Upgrade") != 0) return "an upgrade opens a stream";
  const auto& fields = request.head.fields;
  const auto names = [&](const auto& list) {
    return std::any_of(fields.begin(), fields.end(), [&](const field& each) { return has_name(list, each.name); });
  };
  if (names(method_headers) || decoded(request.target).find("_method") != std::string::npos)
    return "it asks for another method";
  const bool holds_key = !key.empty() && decoded(request.raw).find(key) != std::string::npos;
  if (!names(credential_headers) && !holds_key) return {};
  const auto what = request.method + " " + visible(request.target) + " with a key could reach a call";
  if (std::find(reading_methods.begin(), reading_methods.end(), request.method) == reading_methods.end()) return what;
  if (!request.body.empty()) return what + ": it has a body";
  return names_an_action(request.target) ? what + ": its path names an action" : "";
}

}  // namespace

std::string find_danger(std::string_view bytes, std::string_view key) {
  std::string rest(bytes);
  if (rest.empty()) return "nothing is sent";
  while (!rest.empty()) {
    const auto request = take_request(rest);
    if (!request) return "it is no whole request";
    if (auto why = danger_of(*request, key); !why.empty()) return why;
  }
  return {};
}

}  // namespace ramal::contract
