#include "contract/mask.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string_view>

#include "contract/http_text.hpp"
#include "contract/reports.hpp"

namespace ramal::contract {
namespace {

constexpr std::size_t shortest_secret = 4;

std::string percent_encoded(const std::string& text, std::string_view digits) {
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view("-._~").find(c) != std::string_view::npos) encoded += c;
    else encoded += {'%', digits[byte >> 4U], digits[byte & 15U]};
  }
  return encoded;
}

constexpr std::string_view key_mark = "***";

void replace_all(std::string& text, const std::string& what) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + key_mark.size()))
    text.replace(at, what.size(), key_mark);
}

// How many bytes at `at` are `what`, each of its bytes as it is or as %XX; 0: they are not.
std::size_t match_encoded(std::string_view text, std::size_t at, std::string_view what) {
  const auto begin = at;
  for (const char c : what) {
    unsigned byte = 0;
    const auto escape = text.substr(std::min(at, text.size()), 3);
    const bool encoded = escape.size() == 3 && escape[0] == '%' &&
                         std::from_chars(&escape[1], &escape[1] + 2, byte, 16).ptr == &escape[1] + 2;
    if (encoded && static_cast<char>(byte) == c) at += 3;
    else if (at < text.size() && text[at] == c) ++at;
    else return 0;
  }
  return at - begin;
}

// Whatever of it was percent-encoded, needlessly, too.
void replace_encoded(std::string& text, std::string_view what) {
  if (text.find('%') == std::string::npos) return;
  for (std::size_t at = 0; at < text.size(); ++at)
    if (const auto size = match_encoded(text, at, what); size != 0) text.replace(at, size, key_mark);
}

// As texts of a run may hold it: as it is, percent-encoded, with escapes, in JSON.
std::vector<std::string> forms_of(const std::string& secret) {
  auto quoted = json_quoted(secret);
  quoted = quoted.substr(1, quoted.size() - 2);
  return {secret,
          percent_encoded(secret, "0123456789ABCDEF"),
          percent_encoded(secret, "0123456789abcdef"),
          visible(secret),
          quoted,
          visible(quoted)};
}

// A text that was cut (`shortened` in expectation.cpp) may end within a key.
void replace_cut(std::string& text, const std::string& form) {
  for (const std::string_view end : {"... (", ""})
    for (auto size = form.size() - 1; size >= shortest_secret; --size) {
      const auto part = form.substr(0, size).append(end);
      const auto at = end.empty() ? (text.ends_with(part) ? text.size() - part.size() : std::string::npos)
                                  : text.find(part);
      if (at == std::string::npos) continue;
      text.replace(at, size, "***");
      break;
    }
}

}  // namespace

std::string masked(std::string text, const std::vector<std::string>& secrets) {
  auto longest_first = secrets;  // one may be the front of another
  std::stable_sort(longest_first.begin(), longest_first.end(),
                   [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  for (const auto& secret : longest_first) {
    if (secret.size() < shortest_secret) continue;
    for (const auto& form : forms_of(secret)) replace_all(text, form);
    replace_encoded(text, secret);
  }
  return text;
}

void add_tokens(const run_result& run, std::vector<std::string>& secrets) {
  constexpr std::string_view ends = "\"\\&,}) \r\n";
  constexpr std::size_t most = 100;
  const auto add_from = [&](std::string_view text) {
    if (secrets.size() > most) return;
    for (const std::string_view mark : {"\"token\":\"", "\\\"token\\\":\\\"", "token="})
      for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at)) {
        at += mark.size();
        secrets.emplace_back(text.substr(at, text.substr(at).find_first_of(ends)));
      }
  };
  for (const auto& each : run.cases) {
    for (const auto& complaint : each.complaints) add_from(complaint);
    for (const auto& one : each.said) add_from(one.bytes);
  }
}

void mask(run_result& run, const std::vector<std::string>& secrets) {
  const auto cover = [&](std::string& text) { text = masked(std::move(text), secrets); };
  cover(run.target);
  for (auto& each : run.cases) {
    for (auto* text : {&each.name, &each.why, &each.expected, &each.skipped_because}) cover(*text);
    for (auto& complaint : each.complaints) {
      cover(complaint);
      for (const auto& secret : secrets)
        if (secret.size() >= shortest_secret)
          for (const auto& form : forms_of(secret)) replace_cut(complaint, form);
    }
    for (auto& one : each.said) cover(one.bytes);
  }
}

}  // namespace ramal::contract
