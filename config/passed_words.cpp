#include "config/passed_words.hpp"

#include <algorithm>

#include "config/letters.hpp"

namespace ramal::config {
namespace {

constexpr std::string_view passed_rows[] = {
    "send",       "message",   "chat", "group", "user",     "label",   "unlabel",
    "newsletter", "community", "poll", "polls", "instance", "webhook",
};

// `v1`: the native API's. `hooks`: where events come in.
constexpr std::string_view unpassable_rows[] = {
    "call", "calls", "server", "v1", "hooks", "manager", "swagger", "assets", "license", "ws", "metrics",
};

bool is_one_of(std::span<const std::string_view> rows, std::string_view word) {
  return std::find(rows.begin(), rows.end(), word) != rows.end();
}

}  // namespace

std::span<const std::string_view> passed_words() { return passed_rows; }
std::span<const std::string_view> unpassable_words() { return unpassable_rows; }
bool is_passed_word(std::string_view word) { return is_one_of(passed_rows, word); }

// In any case of letters: a server may not tell /Call from /call.
bool is_unpassable_word(std::string_view word) {
  return std::any_of(std::begin(unpassable_rows), std::end(unpassable_rows),
                     [&](std::string_view one) { return equal_ignoring_case(one, word); });
}

}  // namespace ramal::config
