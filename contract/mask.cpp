#include "contract/mask.hpp"

#include <cctype>
#include <string_view>

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

void replace_all(std::string& text, const std::string& what) {
  constexpr std::string_view mark = "***";
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + mark.size()))
    text.replace(at, what.size(), mark);
}

}  // namespace

std::string masked(std::string text, const std::vector<std::string>& secrets) {
  for (const auto& secret : secrets) {
    if (secret.size() < shortest_secret) continue;
    replace_all(text, secret);
    replace_all(text, percent_encoded(secret, "0123456789ABCDEF"));
    replace_all(text, percent_encoded(secret, "0123456789abcdef"));
  }
  return text;
}

void mask(run_result& run, const std::vector<std::string>& secrets) {
  const auto cover = [&](std::string& text) { text = masked(std::move(text), secrets); };
  cover(run.target);
  for (auto& each : run.cases) {
    for (auto* text : {&each.name, &each.why, &each.expected, &each.skipped_because}) cover(*text);
    for (auto& complaint : each.complaints) cover(complaint);
    for (auto& one : each.said) cover(one.bytes);
  }
}

}  // namespace ramal::contract
