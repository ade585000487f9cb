#include "config/key_operations.hpp"

#include <algorithm>
#include <array>

namespace ramal::config {
namespace {

using op = key_operation;

struct word_row {
  std::string_view word;
  key_operations means;
};

constexpr key_operations set_of(std::initializer_list<op> many) {
  key_operations all = 0;
  for (const op one : many) all = static_cast<key_operations>(all | config::set_of(one));
  return all;
}

// The groups stand last. `all` is whatever will be: what is added later is in it, too.
constexpr word_row rows[] = {
    {"start", set_of({op::start})},
    {"answer", set_of({op::answer})},
    {"reject", set_of({op::reject})},
    {"hangup", set_of({op::hangup})},
    {"list", set_of({op::list})},
    {"get", set_of({op::get})},
    {"play", set_of({op::play})},
    {"session", set_of({op::session})},
    {"status", set_of({op::status})},
    {"settings", set_of({op::settings})},
    {"permissions", set_of({op::permissions})},
    {"messages", set_of({op::messages})},
    {"read", set_of({op::list, op::get, op::status})},
    {"calls", set_of({op::start, op::answer, op::reject, op::hangup, op::list, op::get, op::play, op::session})},
    {"all", 0xffff},
};

}  // namespace

key_operations operations_of(std::string_view word) {
  const auto* found = std::find_if(std::begin(rows), std::end(rows),
                                   [word](const word_row& one) { return one.word == word; });
  return found == std::end(rows) ? key_operations{} : found->means;
}

const std::vector<std::string>& operation_words() {
  static const std::vector<std::string> words = [] {
    std::vector<std::string> all;
    for (const word_row& one : rows) all.emplace_back(one.word);
    return all;
  }();
  return words;
}

}  // namespace ramal::config
