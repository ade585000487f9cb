#include "contract/go_purity.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace ramal::contract {
namespace {

constexpr std::array<std::string_view, 6> methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
constexpr std::array<std::string_view, 11> never{"call",    "calls",  "server",  "v1", "hooks",  "manager",
                                                 "swagger", "assets", "license", "ws", "metrics"};
constexpr std::array<std::string_view, 22> passed_on{"Host",
                                                     "apikey",
                                                     "Content-Type",
                                                     "Accept",
                                                     "Accept-Language",
                                                     "Content-Encoding",
                                                     "If-Match",
                                                     "If-None-Match",
                                                     "If-Modified-Since",
                                                     "If-Unmodified-Since",
                                                     "If-Range",
                                                     "Range",
                                                     "Idempotency-Key",
                                                     "tracestate",
                                                     "baggage",
                                                     "sentry-trace",
                                                     "Content-Length",
                                                     "Transfer-Encoding",
                                                     "User-Agent",
                                                     "X-Request-Id",
                                                     "traceparent",
                                                     "Via"};
constexpr std::array<std::string_view, 6> once{"Host", "apikey", "User-Agent", "X-Request-Id", "traceparent", "Via"};

template <class List>
bool is_in(const List& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

void judge_path(std::string_view path, std::vector<std::string>& found) {
  if (path.empty() || path.front() != '/') return found.push_back("no path");
  const std::string plain = lower(path);
  for (const std::string_view no : {"//", "/./", "/../", "%2e", "%2f", "%5c", "%00", "%25", "\\", "#"})
    if (plain.find(no) != std::string::npos) found.push_back("a path that can be read in two ways");
  if (plain.ends_with("/.") || plain.ends_with("/..")) found.push_back("a dot segment");
  const std::string first = plain.substr(1, plain.find('/', 1) - 1);
  if (first.empty() || is_in(never, first)) found.push_back("a path that never goes there: /" + first);
}

void judge_line(std::string_view line, const go_rules& rules, std::vector<std::string>& found) {
  const auto first = line.find(' '), second = line.rfind(' ');
  if (first == std::string_view::npos || first == second || line.substr(second) != " HTTP/1.1")
    return found.push_back("a malformed request line");
  if (!is_in(methods, line.substr(0, first))) found.push_back("a method that is not passed on");
  std::string_view target = line.substr(first + 1, second - first - 1);
  if (target.find_first_of(" \t") != std::string_view::npos || !target.starts_with(rules.path_prefix))
    return found.push_back("a target outside of the server's base URL");
  target.remove_prefix(rules.path_prefix.size());
  judge_path(target.substr(0, target.find('?')), found);
}

}  // namespace

std::vector<std::string> find_go_impurities(std::string_view head, const go_rules& rules) {
  std::vector<std::string> found;
  if (!head.ends_with("\r\n\r\n") || head.find("\r\n\r\n") + 4 != head.size()) return {"no whole head"};
  for (const std::string& secret : rules.secrets)
    if (head.find(secret) != std::string_view::npos) found.push_back("a secret of another server");
  std::map<std::string, std::size_t, std::less<>> times;
  std::string token;
  for (std::size_t at = 0, line = 0; at + 2 < head.size(); ++line) {
    const std::size_t end = head.find("\r\n", at);
    const std::string_view text = head.substr(at, end - at);
    at = end + 2;
    if (text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) found.push_back("a bare line end");
    if (line == 0) {
      judge_line(text, rules, found);
      continue;
    }
    const auto colon = text.find(": ");
    const std::string name(text.substr(0, std::min(colon, text.size())));
    if (!is_in(passed_on, name)) found.push_back("a field that is not passed on: " + name);
    ++times[name];
    if (name == "apikey" && colon != std::string_view::npos) token = text.substr(colon + 2);
  }
  for (const std::string_view name : once)
    if (times[std::string(name)] != 1) found.push_back("not just one " + std::string(name));
  if (times["Content-Length"] + times["Transfer-Encoding"] > 1) found.push_back("more than one framing");
  if (token.empty() || (!rules.tokens.empty() && !is_in(rules.tokens, token)))
    found.push_back("a token that is none of these");
  return found;
}

}  // namespace ramal::contract
