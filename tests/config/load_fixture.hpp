// Loads texts as a file called "test.yaml" and gives back what went wrong, one printed problem a line.
#pragma once

#include <string>

#include <catch2/catch.hpp>

#include "config/load.hpp"

namespace ramal::config {

// One key, so that a text may show what it is about and nothing else.
inline const std::string one_key =
    "keys:\n"
    "  - name: shop\n"
    "    client_key: client-shop\n"
    "    native_key: ps_native_shop\n";

inline std::string problems_of(const std::string& text, const environment& variables = {}, const files& access = {}) {
  const auto result = load_gateway(text, "test.yaml", variables, access);
  return result.has_value() ? std::string("none\n") : to_text(result.error());
}

inline gateway good(const std::string& text, const environment& variables = {}, const files& access = {}) {
  auto result = load_gateway(text, "test.yaml", variables, access);
  if (!result.has_value()) FAIL(to_text(result.error()));
  return *result;
}

inline std::string engine_problems_of(const std::string& text, const environment& variables = {}) {
  const auto result = load_reference_engine(text, "test.yaml", variables);
  return result.has_value() ? std::string("none\n") : to_text(result.error());
}

inline reference_engine good_engine(const std::string& text, const environment& variables = {}) {
  auto result = load_reference_engine(text, "test.yaml", variables);
  if (!result.has_value()) FAIL(to_text(result.error()));
  return *result;
}

// What is odd in a text that has no problem, one printed warning a line.
inline std::string warnings_of(const std::string& text, const environment& variables = {}, files access = {}) {
  std::string said;
  access.warn = [&](const problem& odd) { said += to_text(odd) + "\n"; };
  const auto result = load_gateway(text, "test.yaml", variables, access);
  if (!result.has_value()) FAIL(to_text(result.error()));
  return said.empty() ? "none\n" : said;
}

// A row of a table of mistakes: what is written, and what the report must hold.
struct mistake_row {
  std::string text;
  std::string says;
};

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace ramal::config
