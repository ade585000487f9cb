#include "config/context.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <unistd.h>

namespace ramal::config {

environment process_environment() {
  environment result;
  for (char** one = environ; one != nullptr && *one != nullptr; ++one) {
    const std::string_view entry(*one);
    const auto equals = entry.find('=');
    if (equals != std::string_view::npos) result.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return result;
}

void context::report(const position& at, const std::string& path, std::string text, std::string nearest) {
  reported_.insert(path);
  problems_.push_back({at.variable, at.line, at.column, path, std::move(text), std::move(nearest)});
}

void context::warn(const position& at, const std::string& path, std::string text) {
  warnings_.push_back({at.variable, at.line, at.column, path, std::move(text), ""});
}

std::vector<problem> context::in_order(std::vector<problem> all) const {
  const auto order = [](const problem& one) { return std::tie(one.file, one.line, one.column, one.path); };
  std::stable_sort(all.begin(), all.end(), [&](const problem& a, const problem& b) { return order(a) < order(b); });
  for (auto& one : all) one.file = one.file.empty() ? file_ : "environment variable " + one.file;
  return all;
}

std::vector<problem> context::take_problems() { return in_order(std::exchange(problems_, {})); }

std::vector<problem> context::take_warnings() { return in_order(std::exchange(warnings_, {})); }

}  // namespace ramal::config
