#include "config/context.hpp"

#include <algorithm>
#include <tuple>

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

void context::report(const place& at, const std::string& path, std::string text, std::string nearest) {
  reported_.insert(path);
  problems_.push_back({at.variable, at.line, at.column, path, std::move(text), std::move(nearest)});
}

std::vector<problem> context::take_problems() {
  const auto order = [](const problem& one) { return std::tie(one.file, one.line, one.column, one.path); };
  std::stable_sort(problems_.begin(), problems_.end(),
                   [&](const problem& a, const problem& b) { return order(a) < order(b); });
  for (auto& one : problems_) one.file = one.file.empty() ? file_ : "environment variable " + one.file;
  return std::move(problems_);
}

}  // namespace ramal::config
