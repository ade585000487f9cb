// Finds the second of two equal values in a list of mappings.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "config/schema.hpp"

namespace ramal::config {

// Remembers values and reports one that comes again; empty values are not compared.
class unique_values {
 public:
  // `what` is how the message calls the value, e.g. "this name".
  unique_values(context& load, std::string what) : load_(load), what_(std::move(what)) {}

  void add(const std::string& value, const position& at, const std::string& path) {
    if (value.empty() || !load_.clean(path)) return;
    const auto [first, added] = first_path_.emplace(value, path);
    if (!added) load_.report(at, path, what_ + " is taken already by " + first->second + ": choose another one");
  }

 private:
  context& load_;
  std::string what_;
  std::map<std::string, std::string> first_path_;
};

}  // namespace ramal::config
