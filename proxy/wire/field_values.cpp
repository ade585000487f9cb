#include "proxy/wire/field_values.hpp"

#include "proxy/wire/text.hpp"

namespace ramal::wire {

bool parse_content_length(std::string_view value, std::uint64_t& length) {
  constexpr std::size_t most_digits = 19;  // always fits 64 bits
  if (value.empty() || value.size() > most_digits || (value.size() > 1 && value.front() == '0')) return false;
  std::uint64_t sum = 0;
  for (const char c : value) {
    if (c < '0' || c > '9') return false;
    sum = sum * 10 + static_cast<std::uint64_t>(c - '0');
  }
  length = sum;
  return true;
}

transfer_coding parse_transfer_encoding(std::string_view value) {
  if (equal_ignoring_case(value, "chunked")) return transfer_coding::chunked;
  if (value.empty() || value.back() == ',') return transfer_coding::bad;
  while (true) {
    const std::string_view coding = next_element(value);
    if (coding.empty() || !all(coding, token_char)) return transfer_coding::bad;
    const bool last = value.empty();
    if (equal_ignoring_case(coding, "chunked") != last) return transfer_coding::bad;  // `chunked` last, and only there
    if (last) return transfer_coding::other_codings;
  }
}

bool parse_connection(std::string_view value, connection_options& options) {
  while (!value.empty()) {
    const std::string_view option = next_element(value);
    if (!all(option, token_char)) return false;
    if (equal_ignoring_case(option, "close")) options.close = true;
    if (equal_ignoring_case(option, "keep-alive")) options.keep_alive = true;
  }
  return true;
}

bool names_us(std::string_view via) {
  while (!via.empty()) {
    std::string_view element = next_element(via);
    const std::size_t blank = element.find_first_of(" \t");
    if (blank == std::string_view::npos) continue;
    element = trim(element.substr(blank));  // after the protocol: who received it, then perhaps a comment
    if (equal_ignoring_case(element.substr(0, element.find_first_of(" \t(")), "ramal")) return true;
  }
  return false;
}

bool is_request_id(std::string_view value) { return !value.empty() && value.size() <= 128 && all(value, id_char); }

bool is_traceparent(std::string_view value) {
  if (value.size() != 55 || value.substr(0, 3) != "00-" || value[35] != '-' || value[52] != '-') return false;
  const std::string_view trace = value.substr(3, 32);
  const std::string_view parent = value.substr(36, 16);
  const auto has_digit = [](std::string_view id) { return id.find_first_not_of('0') != std::string_view::npos; };
  return all(trace, lower_hex) && all(parent, lower_hex) && all(value.substr(53), lower_hex) && has_digit(trace) &&
         has_digit(parent);
}

}  // namespace ramal::wire
