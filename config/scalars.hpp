// Strict readers of single values. YAML's guesses (0755 is 493, NO is false, 1_000 is 1000) are never made: what is
// not written as documented is a mistake whose text says how to write it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/system/result.hpp>

#include "config/tree.hpp"

namespace ramal::config {

// Why a value was not taken, and what to write instead. Made by wrong(): boost::system::result could not tell a mistake
// from a text if one were made of the other.
struct mistake {
  mistake() = default;
  mistake(std::string what, std::string near) : text(std::move(what)), nearest(std::move(near)) {}
  std::string text;
  std::string nearest;  // the nearest known value, "" for none
};

inline mistake wrong(std::string text, std::string nearest = {}) { return {std::move(text), std::move(nearest)}; }

template <class Value>
using parsed = boost::system::result<Value, mistake>;

// Of a check that makes no value.
using checked = parsed<void>;

// A span of allowed values, both ends included.
template <class Value>
struct range {
  Value least;
  Value most;
};

parsed<bool> parse_boolean(const node& value);
parsed<std::uint64_t> parse_count(const node& value, range<std::uint64_t> allowed);
parsed<double> parse_real(const node& value, range<double> allowed);
std::string print_real(double value);

// "500ms", "3s", "2m", "1h"; a unit is required.
parsed<std::chrono::milliseconds> parse_duration(const node& value, range<std::chrono::milliseconds> allowed);
std::string print_duration(std::chrono::milliseconds value);

// Plain bytes, or "256KiB", "1MiB", "1GiB".
parsed<std::uint64_t> parse_size(const node& value, range<std::uint64_t> allowed);
std::string print_size(std::uint64_t value);

// One of `names`; the result is its index.
parsed<std::size_t> parse_choice(const node& value, const std::vector<std::string>& names);

// Of a control byte: "a tab", "a line end", or that nobody sees it.
std::string name_of_control(char which);

// Any text without control bytes, 1 to `longest` bytes.
parsed<std::string> parse_text(const node& value, std::size_t longest = 4'096);

// A double-quoted YAML scalar.
std::string print_text(std::string_view text);

// "a", "a or b", "a, b or c"
std::string any_of(const std::vector<std::string>& names);

}  // namespace ramal::config
