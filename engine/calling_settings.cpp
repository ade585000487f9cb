#include "engine/calling_settings.hpp"

#include <algorithm>
#include <string_view>

namespace ramal::engine {

namespace {

namespace json = boost::json;

bool is_any_of(const json::value* value, std::initializer_list<std::string_view> words) {
  if (!value || !value->is_string()) return false;
  const std::string_view text(value->get_string());
  return std::ranges::find(words, text) != words.end();
}

bool is_time(const json::value* value) {  // "0930"
  if (!value || !value->is_string()) return false;
  const std::string_view text(value->get_string());
  return text.size() == 4 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }) &&
         text.substr(0, 2) < "24" && text.substr(2) < "60";
}

bool is_opening(const json::value& value) {
  const json::object* day = value.if_object();
  return day &&
         is_any_of(day->if_contains("day_of_week"),
                   {"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"}) &&
         is_time(day->if_contains("open_time")) && is_time(day->if_contains("close_time"));
}

bool is_call_hours(const json::value& value) {
  const json::object* hours = value.if_object();
  if (!hours || !is_any_of(hours->if_contains("status"), {"ENABLED", "DISABLED"})) return false;
  if (const json::value* zone = hours->if_contains("timezone_id"); zone && !zone->is_string()) return false;
  if (const json::value* holidays = hours->if_contains("holiday_schedule"); holidays && !holidays->is_array()) {
    return false;
  }
  const json::value* week = hours->if_contains("weekly_operating_hours");
  return !week || (week->is_array() && std::ranges::all_of(week->get_array(), is_opening));
}

bool valid_setting(std::string_view key, const json::value& value) {
  if (key == "status" || key == "callback_permission_status") return is_any_of(&value, {"ENABLED", "DISABLED"});
  if (key == "call_icon_visibility") return is_any_of(&value, {"DEFAULT", "DISABLE_ALL"});
  if (key == "call_hours") return is_call_hours(value);
  if (key == "call_icons" || key == "audio" || key == "voicemail") return value.is_object();
  return false;
}

}  // namespace

json::object default_calling_settings() {
  return {{"status", "ENABLED"},
          {"call_icon_visibility", "DEFAULT"},
          {"callback_permission_status", "ENABLED"},
          {"call_hours",
           {{"status", "DISABLED"},
            {"timezone_id", "America/Sao_Paulo"},
            {"weekly_operating_hours", json::array{}},
            {"holiday_schedule", json::array{}}}}};
}

bool change_calling_settings(json::object& present, const json::object& wanted) {
  if (wanted.empty()) return false;
  for (const auto& [key, value] : wanted) {
    if (!valid_setting(key, value)) return false;
  }
  for (const auto& [key, value] : wanted) present[key] = value;
  return true;
}

}  // namespace ramal::engine
