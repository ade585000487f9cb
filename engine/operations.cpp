#include "engine/operations.hpp"

#include <charconv>

namespace ramal::engine {

namespace json = boost::json;

std::optional<json::object> read_object(std::string_view body) {
  json::parse_options options;
  options.max_depth = 32;
  json::error_code error;
  json::value value = json::parse(body, error, {}, options);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

std::optional<std::size_t> read_limit(std::string_view query, std::size_t most, std::size_t otherwise) {
  if (!has_parameter(query, "limit")) return otherwise;
  const std::string text = query_parameter(query, "limit").value_or("");
  std::size_t limit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc() || end != text.data() + text.size() || limit < 1 || limit > most) return std::nullopt;
  return limit;
}

bool read_text(const json::object& from, std::string_view key, std::optional<std::string>& text) {
  const json::value* value = from.if_contains(key);
  if (!value || value->is_null()) return text = std::nullopt, true;
  if (!value->is_string()) return false;
  text = std::string(std::string_view(value->get_string()));
  return true;
}

}  // namespace ramal::engine
