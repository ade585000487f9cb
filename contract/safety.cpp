#include "contract/safety.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "contract/engine_request.hpp"

namespace ramal::contract {
namespace {

// clang-format off
constexpr std::array<std::string_view, 3> reading_methods{"GET", "HEAD", "OPTIONS"};
// Whatever has one of these in its name, a header, a parameter or a field, may be read as a credential.
constexpr std::array<std::string_view, 17> credential_words{
    "apikey", "api-key", "api_key", "auth", "cookie", "token", "secret", "passw", "credential", "accesskey", "access-key",
    "access_key", "x-key", "bearer", "jwt", "signature", "session-id"};
// What begins the value of a header in which a credential may stand, whatever its name.
constexpr std::array<std::string_view, 3> credential_schemes{"bearer ", "basic ", "digest "};
// Headers by which some servers take another method or another path than the first line has.
constexpr std::array<std::string_view, 9> method_headers{
    "x-http-method-override", "x-http-method", "x-method-override", "x-original-method", "x-forwarded-method",
    "x-original-url", "x-original-uri", "x-rewrite-url", "x-forwarded-uri"};
// What some server might take for an order, by whatever method it comes: anywhere in the target ("/startCall") ...
constexpr std::array<std::string_view, 26> action_parts{
    "start", "offer", "answer", "accept", "reject", "hangup", "terminate", "session", "delete", "logout", "request",
    "create", "remove", "update", "initiat", "originat", "invit", "outbound", "transfer", "cancel", "decline", "redial",
    "shutdown", "reset", "revoke", "rotate"};
// ... and as a word of its own ("play", "playSound", "play-sound"; not "display").
constexpr std::array<std::string_view, 32> action_words{
    "dial", "end", "play", "ws", "send", "connect", "disconnect", "pair", "hang", "stop", "call-back", "callback", "set",
    "run", "make", "new", "place", "ring", "pickup", "join", "leave", "mute", "unmute", "pause", "resume", "hold", "add",
    "save", "clear", "close", "enable", "disable"};
// clang-format on

template <class List>
bool has_name(const List& list, std::string_view name) {
  return std::any_of(list.begin(), list.end(), [&](std::string_view each) { return equal_names(each, name); });
}

std::string lowered(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || is_upper(c); }

template <class List>
bool has_part(const List& list, std::string_view text) {
  return std::any_of(list.begin(), list.end(), [&](std::string_view each) { return text.find(each) != text.npos; });
}

// `word` with no letter beside it, or where a capital begins it and what is behind it. `low` is `text` in small letters.
bool has_word(std::string_view text, std::string_view low, std::string_view word) {
  for (auto at = low.find(word); at != low.npos; at = low.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool begins = at == 0 || !is_letter(text[at - 1]) || is_upper(text[at]);
    if (begins && (end == text.size() || !is_letter(text[end]) || is_upper(text[end]))) return true;
  }
  return false;
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
  const auto path = decoded(target), low = lowered(path);
  return has_part(action_parts, low) || std::any_of(action_words.begin(), action_words.end(),
                                                    [&](std::string_view word) { return has_word(path, low, word); });
}

// A credential, or what might be one to somebody else than us.
bool may_be_let_in(const engine_request& request, std::string_view key) {
  if (!key.empty() && decoded(request.raw).find(key) != std::string::npos) return true;
  const auto& fields = request.head.fields;
  const bool header = std::any_of(fields.begin(), fields.end(), [](const field& each) {
    const auto value = lowered(each.value);
    return has_part(credential_words, lowered(each.name)) ||
           std::any_of(credential_schemes.begin(), credential_schemes.end(),
                       [&](std::string_view scheme) { return value.starts_with(scheme); });
  });
  // \u0061pikey: a name that is spelt with escapes.
  return header || request.body.find("\\u00") != std::string::npos ||
         has_part(credential_words, lowered(decoded(request.target))) ||
         has_part(credential_words, lowered(decoded(request.body)));
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
  if (!may_be_let_in(request, key)) return {};
  auto what = request.method + " " + visible(request.target) + " with a credential could reach a call";
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
