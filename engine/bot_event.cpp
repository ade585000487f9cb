#include "engine/bot_event.hpp"

#include "engine/operations.hpp"

namespace ramal::engine {

namespace {

constexpr std::size_t longest_bot_text = 128;

std::optional<std::string> bot_text(const boost::json::object& from, std::string_view key) {
  std::optional<std::string> text;
  if (!read_text(from, key, text) || !text || text->size() > longest_bot_text) return std::nullopt;
  return text;
}

}  // namespace

std::optional<bot_event> read_bot_event(std::string_view body) {
  const auto whole = read_object(body);
  const boost::json::value* data = whole ? whole->if_contains("data") : nullptr;
  if (!data || !data->is_object()) return std::nullopt;
  const auto name = bot_text(*whole, "event");
  const auto call_id = bot_text(data->get_object(), "CallID");
  const auto from = bot_text(data->get_object(), "From");
  const auto creator = bot_text(data->get_object(), "CallCreator");
  if (!name || !call_id || !from || !creator) return std::nullopt;
  return bot_event{*name, *call_id, *from == *creator};
}

}  // namespace ramal::engine
