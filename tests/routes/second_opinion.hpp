// What Boost.JSON says of a document, and where it is known to say otherwise than our reader.
#pragma once

#include <boost/json/parse.hpp>
#include <string_view>

namespace ramal::routes::json {

inline bool boost_reads(std::string_view text) {
  boost::system::error_code error;
  boost::json::parse_options options;
  options.max_depth = 1'000;
  boost::json::parse(text, error, {}, options);
  return !error;
}

// Escapes of lone surrogates are legal JSON text, if no Unicode (RFC 8259 section 8.2): we copy them.
inline bool has_surrogate(std::string_view text) {
  for (std::size_t at = 0; (at = text.find("\\u", at)) != std::string_view::npos; ++at) {
    const std::string_view digits = text.substr(at + 2, 2);
    if (digits.size() == 2 && (digits[0] == 'd' || digits[0] == 'D') && digits[1] >= '8') return true;
  }
  return false;
}

// Boost.JSON refuses what no double can hold.
inline bool has_large_exponent(std::string_view text) {
  for (std::size_t at = 0; (at = text.find_first_of("eE", at)) != std::string_view::npos; ++at) {
    const std::size_t end = text.find_first_not_of("+-0123456789", at + 1);
    if (std::min(end, text.size()) - at > 4) return true;
  }
  return false;
}

}  // namespace ramal::routes::json
