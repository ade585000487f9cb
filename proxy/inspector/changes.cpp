#include "proxy/inspector/changes.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "routes/json.hpp"

namespace ramal::inspector {
namespace {

constexpr std::size_t most_members = 200;
constexpr routes::json::limits bounds{16, 1'000, 1'024};

struct member {
  std::string path, value;  // the value as it is written
  bool is_matched = false;
};
using members = std::vector<member>;

void read_value(routes::json::cursor& at, const std::string& path, members& to);

bool read_object(routes::json::cursor& at, const std::string& path, members& to) {
  return at.members([&](std::string_view name) {
    read_value(at, path.empty() ? std::string(name) : path + "." + std::string(name), to);
    return at.what() == routes::json::problem::none;
  });
}

// Members of objects in objects; an array is one value.
void read_value(routes::json::cursor& at, const std::string& path, members& to) {
  if (at.peek() == '{') {
    read_object(at, path, to);
    return;
  }
  std::string_view token;
  if (at.value(token) && to.size() < most_members) to.push_back({path, std::string(token)});
}

members members_of(std::string_view body) {
  members made;
  routes::json::cursor at(body, bounds);
  if (at.peek() == '{') read_object(at, "", made);
  return made;
}

std::string_view last_name(std::string_view path) { return path.substr(path.rfind('.') + 1); }

// A number is the same one however it is written: its digits, those that are masked included.
std::string digits_of(std::string_view value) {
  std::string made;
  if (value.find_first_not_of("0123456789*+-(). \"") != std::string_view::npos) return made;
  std::ranges::copy_if(value, std::back_inserter(made), [](char c) { return c == '*' || (c >= '0' && c <= '9'); });
  return made;
}

bool have_the_same_value(const member& one, const member& other) {
  constexpr std::size_t least_digits = 8;
  if (one.value == other.value) return true;
  const std::string digits = digits_of(one.value);
  return digits.size() >= least_digits && digits == digits_of(other.value);
}

// Whether a member that has gone is this new one: the same value, where the value says something, or the same name in
// another object.
bool is_the_same(const member& gone, const member& fresh) {
  const bool is_telling = gone.value.size() > 4 || last_name(gone.path) == last_name(fresh.path);
  return is_telling && have_the_same_value(gone, fresh);
}

// What the rules of go-calls.md do to members, in words.
std::string rule_of(const member& from, const member& to) {
  return "renamed: " + from.path + " is " + to.path + " there (docs/contracts/go-calls.md)";
}

}  // namespace

std::vector<change> changes_between(std::string_view before, std::string_view after) {
  members from = members_of(before), to = members_of(after);
  std::vector<change> made;
  const auto same_path = [](members& in, const member& one) {
    return std::ranges::find_if(in, [&](const member& other) { return !other.is_matched && other.path == one.path; });
  };
  for (member& one : from)
    if (const auto found = same_path(to, one); found != to.end()) {
      one.is_matched = found->is_matched = true;
      if (found->value != one.value) made.push_back({one.path, found->path, "has another value there"});
    }
  for (member& one : from) {
    if (one.is_matched) continue;
    const auto found = std::ranges::find_if(
        to, [&](const member& other) { return !other.is_matched && is_the_same(one, other); });
    if (found == to.end()) {
      made.push_back({one.path, std::nullopt, "dropped: the other side does not know it"});
      continue;
    }
    found->is_matched = true;
    made.push_back({one.path, found->path, rule_of(one, *found)});
  }
  for (const member& one : to)
    if (!one.is_matched) made.push_back({std::nullopt, one.path, "added by the gateway"});
  return made;
}

}  // namespace ramal::inspector
