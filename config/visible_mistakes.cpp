#include "config/visible_mistakes.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "config/key_sources.hpp"
#include "config/letters.hpp"

namespace ramal::config {
namespace {

struct pair_of_marks {
  std::string_view open;
  std::string_view close;
};

// What templates put around a name, anywhere in a text.
constexpr std::array<pair_of_marks, 6> around_name{
    {{"${", "}"}, {"$(", ")"}, {"{{", "}}"}, {"<%", "%>"}, {"#{", "}"}, {"[[", "]]"}}};
// The same, but only where the whole text is one name in such marks: a key may hold them by chance.
constexpr std::array<pair_of_marks, 9> around_whole{
    {{"$env:", ""}, {"$", ""}, {"%", "%"}, {"<", ">"}, {"{", "}"}, {"[", "]"}, {"@@", "@@"}, {"@", "@"}, {"__", "__"}}};
// How other programs write where a secret is to be found.
constexpr std::array<std::string_view, 17> references{
    "os.environ", "process.env", "env:", "env.",  "env/",       "env(",     "vault:",    "op://", "ssm:",
    "arn:aws:",   "enc[",        "ref+", "file:", "secretref:", "secrets.", "secret://", "bws://"};
constexpr std::array<std::string_view, 10> folders{"/run/", "/etc/", "/var/",  "/home/", "/opt/",
                                                   "/usr/", "/mnt/", "/root/", "./",     "../"};

// Without '-' and '_', in lower case, without a native key's "ps_".
constexpr std::array<std::string_view, 38> forgotten{
    "apikey",        "changeit",     "changeme",    "changethis",    "clientkey",     "example",
    "false",         "fillme",       "fixme",       "hidden",        "insertkeyhere", "keyhere",
    "masked",        "nativekey",    "nil",         "none",          "null",          "password",
    "placeholder",   "redacted",     "replaceme",   "replacethis",   "secret",        "tbd",
    "todo",          "token",        "true",        "undefined",     "yourapikey",    "yourapikeyhere",
    "yourclientkey", "yourkey",      "yourkeyhere", "yournativekey", "yoursecret",    "yoursecrethere",
    "yourtoken",     "yourtokenhere"};

// The texts of our own documents and examples; a test looks for those that are missing here.
constexpr std::array<std::string_view, 11> of_documents{
    "choose-a-long-random-text", "a-long-random-text",          "ps_a-native-key",
    "a-native-key-id",           "a-hook-that-new-hook-prints", "the-hook-before-this-one",
    "a-secret-of-the-engine",    "token-of-the-old-instance",   "whsec_YW4tZXhhbXBsZS1vZi1hLXNlY3JldC0x",
    "token-of-the-instance",     "global-key-of-the-server"};

bool is_name(std::string_view text) {
  if (text.empty() || is_digit(text.front())) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '_' || c == '-' || c == '.' || c == ' ';
  });
}

template <std::size_t Count>
bool begins_with_any(std::string_view text, const std::array<std::string_view, Count>& starts) {
  return std::any_of(starts.begin(), starts.end(), [&](std::string_view one) {
    return text.size() > one.size() && equal_ignoring_case(text.substr(0, one.size()), one);
  });
}

// NAME=VALUE: a line of a file of variables.
bool is_assignment(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos || equals < 3 || text.find_first_not_of('=', equals) == std::string_view::npos)
    return false;
  const auto name = text.substr(0, equals);
  return name.find('_') != std::string_view::npos && std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
         });
}

// "***", "ps_...", "xxxx-xxxx": what stands in place of a secret.
bool is_mask(std::string_view text) {
  return !text.empty() && text.find_first_not_of("*.#?_-xX") == std::string_view::npos;
}

bool is_in_quotes(std::string_view text) {
  return text.size() >= 2 && text.front() == text.back() && std::string_view("\"'`").find(text.front()) != text.npos;
}

bool is_forgotten(std::string_view text) {
  std::string letters = lower(text);
  std::erase_if(letters, [](char c) { return c == '-' || c == '_' || c == ' '; });
  if (letters.starts_with("changeme") || letters.starts_with("replaceme")) return true;  // ...1, ...please, ...now
  return std::find(forgotten.begin(), forgotten.end(), letters) != forgotten.end();
}

}  // namespace

bool has_placeholder(std::string_view text) {
  for (const auto& [open, close] : around_name) {
    const auto at = text.find(open);
    if (at != std::string_view::npos && text.find(close, at + open.size()) != std::string_view::npos) return true;
  }
  for (const auto& [open, close] : around_whole) {
    if (text.size() <= open.size() + close.size() || !text.starts_with(open) || !text.ends_with(close)) continue;
    if (is_name(text.substr(open.size(), text.size() - open.size() - close.size()))) return true;
  }
  return false;
}

checked check_may_be_secret(std::string_view text) {
  const std::string_view bare = text.starts_with("ps_") ? text.substr(3) : text;
  if (std::any_of(of_documents.begin(), of_documents.end(),
                  [text](std::string_view one) { return equal_ignoring_case(one, text); }))
    return wrong(
        "is the text of an example, which everybody knows: write a key of your own, such as openssl rand -hex 24 "
        "prints");
  if (is_in_quotes(text)) return wrong("is in quotes, which would be part of the key: remove them");
  if (has_placeholder(text) || has_placeholder(bare) || begins_with_any(text, references))
    return wrong(
        "is a placeholder that nothing has replaced: write the key itself, or name a variable or a file that holds "
        "it in the form with _env or _file");
  if (begins_with_any(text, folders))
    return wrong("is the path of a file: use the form with _file, or write the key itself");
  if (is_assignment(text)) return wrong("is a line NAME=KEY: write only what stands behind the '='");
  if (is_mask(text) || is_mask(bare) || is_forgotten(text) || is_forgotten(bare))
    return wrong("only stands for a key: write the key itself");
  return {};
}

checked check_digest(std::string_view hex) {
  static const std::set<std::string, std::less<>> known = [] {
    std::set<std::string, std::less<>> digests;
    const auto add = [&](const std::string& text) {  // `echo` adds a line end
      digests.insert(sha256_hex(text));
      digests.insert(sha256_hex(text + "\n"));
    };
    for (const char* text : {"", "abc", "test", "KEY", "key", "demo"}) add(text);
    for (const auto& texts : {of_documents[0], of_documents[1]}) add(std::string(texts));
    for (const auto text : forgotten) add(std::string(text));
    for (char c = '!'; c <= '~'; ++c) add(std::string(1, c));
    return digests;
  }();
  if (!known.contains(hex)) return {};
  return wrong(
      "is the digest of a text that everybody can guess, or of none: choose a key such as openssl rand -hex 24 "
      "prints, and write its digest (printf %s KEY | sha256sum)");
}

}  // namespace ramal::config
