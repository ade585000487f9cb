// JSON for comparisons: numbers keep their text (1.0 is not 1), a repeated key is an error.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ramal::contract {

struct json_value {
  enum class type { null, boolean, number, string, array, object };
  type kind = type::null;
  std::string text;                // a number or boolean as written, a string decoded to UTF-8
  std::vector<std::string> names;  // an object's keys, decoded, one for each of `items`
  std::vector<json_value> items;   // the elements of an array, or the values of an object

  // The value under `name` of an object, or null.
  const json_value* find(std::string_view name) const;
  // As find, through several objects: "data.callId".
  const json_value* find_path(std::string_view path) const;
};

// Reads one whole document. If there is none, `error` says why and where.
// `repeats`: a key may be repeated, as in what passes untouched.
std::optional<json_value> parse_json(std::string_view text, std::string& error, bool repeats = false);

// `subset`: objects may hold more than expected, at every depth; arrays must still have as many elements.
enum class json_match { exact, subset };

// The first place where the two differ, in words; empty if they match. The order of keys does not matter.
std::string json_difference(const json_value& expected, const json_value& actual, json_match how);

}  // namespace ramal::contract
