#include "proxy/inspector/mask.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "config/letters.hpp"
#include "proxy/inspector/mask_number.hpp"
#include "proxy/inspector/mask_path.hpp"
#include "proxy/rules/key_echo.hpp"
#include "proxy/rules/loggable.hpp"
#include "proxy/wire/chars.hpp"
#include "routes/query.hpp"
#include "routes/text.hpp"

namespace ramal::inspector {
namespace {

using config::to_lower;

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t least_inside = 8;  // a shorter key is a word, too: "demo"
constexpr std::size_t longest_secret = 512;

constexpr std::string_view secret_words[] = {"token",  "secret",  "auth",   "cookie",     "password",
                                             "passwd", "pwd",     "apikey", "credential", "signature",
                                             "senha",  "segredo", "chave",  "passphrase", "jwt"};

constexpr std::string_view words_of_amounts[] = {"time",     "date",       "expire",   "expires",   "expired",
                                                 "expiry",   "expiration", "duration", "timestamp", "timestamps",
                                                 "datetime", "seconds",    "bytes",    "size",      "length"};
constexpr std::string_view words_of_numbers[] = {"number", "phone", "from", "to",  "caller",
                                                 "callee", "peer",  "tel",  "jid", "session"};

bool holds_ignoring_case(std::string_view text, std::string_view word) {
  const auto same = [](char a, char b) { return to_lower(a) == b; };
  return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

std::size_t find_ignoring_case(std::string_view text, std::string_view word, std::size_t from) {
  const auto same = [](char a, char b) { return to_lower(a) == b; };
  const auto found = std::search(text.begin() + static_cast<std::ptrdiff_t>(std::min(from, text.size())), text.end(),
                                 word.begin(), word.end(), same);
  return found == text.end() ? npos : static_cast<std::size_t>(found - text.begin());
}

// Puts `with` in the place of [from, end) and gives where it ends.
std::size_t replace(std::string& text, std::size_t from, std::size_t end, std::string_view with = hidden) {
  text.replace(from, end - from, with);
  return from + with.size();
}

bool is_letter_or_digit(char c) { return config::is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z'); }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// The next word of "startTime", "start_time", "start-time"; "" behind the last one.
std::string_view take_word(std::string_view& name) {
  while (!name.empty() && !is_letter_or_digit(name.front())) name.remove_prefix(1);
  std::size_t end = 0;
  while (end < name.size() && is_letter_or_digit(name[end]) &&
         (end == 0 || !is_upper(name[end]) || is_upper(name[end - 1])))
    ++end;
  const std::string_view word = name.substr(0, end);
  name.remove_prefix(end);
  return word;
}

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view one) { return config::equal_ignoring_case(word, one); });
}

bool has_word_of_amount(std::string_view name) {
  std::string_view last;
  for (std::string_view word = take_word(name); !word.empty(); word = take_word(name)) {
    if (is_one_of(word, words_of_amounts)) return true;
    last = word;
  }
  return last == "at" || last == "At";
}

bool has_word_of_number(std::string_view name) {
  for (std::string_view word = take_word(name); !word.empty(); word = take_word(name))
    if (is_one_of(word, words_of_numbers)) return true;
  return false;
}

void mask_travelling(std::string& text, const secrets& of) {
  const auto may_be_in = [&text](const std::string& key) {  // no form is shorter than the key without its backslashes
    return key.size() - static_cast<std::size_t>(std::ranges::count(key, '\\')) <= text.size();
  };
  for (const std::string& one : of.travelling)
    if (one.size() >= least_inside && may_be_in(one))
      rules::mask_any_form_of_key(std::span<char>(text.data(), text.size()), one);
}

bool is_word_of_key(char c) { return wire::is(c, wire::id_char); }

// A key that somebody put somewhere else: each word is compared with all of the configuration's.
void mask_words(std::string& text, const secrets& of) {
  if (text.size() <= longest_secret && of.known.holds(text)) {
    text = hidden;
    return;
  }
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word_of_key(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_word_of_key(text[end])) ++end;
    const std::string_view word = std::string_view(text).substr(at, end - at);
    at = rules::holds_secret(word, of.known, {}) ? replace(text, at, end) : end;
  }
}

// Keys with characters that no word has, such as those of base64.
void mask_between_blanks(std::string& text, const secrets& of) {
  constexpr std::string_view ends = " \t\r\n\"'<>,;&()[]{}";
  for (std::size_t at = text.find_first_not_of(ends); at != npos; at = text.find_first_not_of(ends, at)) {
    const std::size_t end = std::min(text.find_first_of(ends, at), text.size());
    at = of.known.holds(std::string_view(text).substr(at, end - at)) ? replace(text, at, end) : end;
  }
}

std::size_t end_of_url(std::string_view text, std::size_t from) {
  return std::min(text.find_first_of(" \t\r\n\"'<>\\", from), text.size());
}

// Names and passwords in any URL, and all behind the host of a WebSocket's: the token of a session stands in its query, or
// in its path.
void mask_urls(std::string& text) {
  constexpr std::string_view mark = "://";
  std::string made;
  std::size_t copied = 0, end = 0;  // a URL's end is that of all marks within it
  for (std::size_t at = text.find(mark); at != npos; at = text.find(mark, at)) {
    const std::string_view before = std::string_view(text).substr(0, at);
    const auto has_scheme = [&](std::string_view scheme) {
      return before.size() >= scheme.size() &&
             config::equal_ignoring_case(before.substr(before.size() - scheme.size()), scheme);
    };
    const bool is_socket = has_scheme("ws") || has_scheme("wss");
    at += mark.size();
    if (end < at) end = end_of_url(text, at);
    const std::size_t path = std::min(text.find_first_of("/?#", at), end);
    const std::size_t user = std::string_view(text).substr(at, path - at).rfind('@');
    if (user != npos) {
      made.append(text, copied, at - copied).append(hidden);
      copied = at += user;
    }
    if (!is_socket) continue;
    if (path < end) {
      made.append(text, copied, path - copied).append("/***");
      copied = end;
    }
    at = end;
  }
  if (copied != 0) text = made.append(text, copied);
}

// What stands between the name and the next mark that ends a value.
void mask_assigned(std::string& text) {
  constexpr std::string_view ends = "&;, \t\r\n\"'<>\\";
  std::size_t end = 0;  // of a value, which may have more such marks in it
  for (std::size_t mark = text.find('='); mark != npos; mark = text.find('=', mark)) {
    std::size_t begin = mark;
    while (begin > 0 && (is_word_of_key(text[begin - 1]) || text[begin - 1] == '%')) --begin;
    const std::string name = text.substr(begin, mark - begin);
    ++mark;
    if (end < mark) end = std::min(text.find_first_of(ends, mark), text.size());
    if (end > mark && is_secret_value(name, std::string_view(text).substr(mark, end - mark)))
      mark = end = replace(text, mark, end);
  }
}

// RFC 8839 (ice-pwd), RFC 4568 (crypto: its keys stand behind "inline:").
void mask_sdp(std::string& text) {
  for (const std::string_view name : {"ice-pwd:", "inline:"}) {
    for (std::size_t at = find_ignoring_case(text, name, 0); at != npos; at = find_ignoring_case(text, name, at)) {
      at += name.size();
      const std::size_t end = std::min(text.find_first_of(" \t\r\n\"\\", at), text.size());
      at = replace(text, at, end);
    }
  }
}

}  // namespace

bool is_secret_name(std::string_view name) {
  if (config::equal_ignoring_case(name, "idempotency-key")) return false;
  const bool ends_in_key = name.size() >= 3 && config::equal_ignoring_case(name.substr(name.size() - 3), "key");
  return ends_in_key || config::equal_ignoring_case(name, "x-api-key-id") ||
         config::equal_ignoring_case(name, "hook") ||
         std::ranges::any_of(secret_words, [&](std::string_view word) { return holds_ignoring_case(name, word); });
}

// A session's id is as good as a password where it stands for somebody who has signed in; words of its state are none.
bool is_secret_value(std::string_view name, std::string_view value) {
  constexpr std::size_t least_id = 16, least_id_with_digit = 6;
  if (is_secret_name(name)) return true;
  if (!is_session_name(name) || value.find_first_of(" \t\r\n") != npos) return false;
  if (value.find_first_not_of("0123456789.:+-TZ") == npos && has_word_of_amount(name)) return false;
  const bool has_digit = std::ranges::any_of(value, config::is_digit);
  return value.size() >= least_id || (has_digit && value.size() >= least_id_with_digit);
}

bool is_session_name(std::string_view name) {
  return holds_ignoring_case(name, "session") || holds_ignoring_case(name, "sessid");
}

bool is_amount(std::string_view name) { return has_word_of_amount(name) && !has_word_of_number(name); }

void mask_text(std::string& text, const secrets& of) {
  mask_travelling(text, of);
  mask_between_blanks(text, of);
  mask_urls(text);
  mask_assigned(text);
  mask_sdp(text);
  mask_words(text, of);
  if (of.numbers) mask_numbers(text);
}

std::string mask_query(std::string_view query, const secrets& of) {
  std::string made, whole(query);
  mask_travelling(whole, of);  // a key may have a '&'
  query = whole;
  while (!query.empty()) {
    const routes::query_pair pair = routes::take_pair(query);
    const std::string_view raw = pair.value.substr(std::min<std::size_t>(pair.value.size(), 1));
    std::string name, value;
    const bool readable = routes::decode_query_value(pair.name, name) && routes::decode_query_value(raw, value);
    std::string shown = value;
    mask_text(shown, of);
    std::string shown_name = name;
    mask_text(shown_name, of);
    if (!made.empty()) made += '&';
    if (!readable || shown_name != name) {
      made += hidden;
      continue;
    }
    made += pair.name;
    if (pair.value.empty()) continue;
    made += '=';
    if (!value.empty() && is_secret_value(name, value)) made += hidden;
    else if (shown == value) made += raw;
    else made += shown;
  }
  return made;
}

std::string mask_target(std::string_view target, const secrets& of) {
  const std::size_t mark = target.find('?');
  std::string made = mask_path(target.substr(0, mark), of);
  mask_travelling(made, of);
  if (mark != npos) made.append(1, '?').append(mask_query(target.substr(mark + 1), of));
  return made;
}

}  // namespace ramal::inspector
