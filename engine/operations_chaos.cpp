#include "engine/operations.hpp"

namespace ramal::engine {

namespace {

namespace json = boost::json;

constexpr std::size_t most_chaos_names = 100;
constexpr std::size_t longest_chaos_name = 128;

// Sets `target` where the member is there; false if it is no whole number of `least` to `most`.
template <class Number>
bool read_number(const json::object& from, std::string_view key, std::int64_t least, std::int64_t most,
                 Number& target) {
  const json::value* value = from.if_contains(key);
  if (!value) return true;
  if (!value->is_int64() || value->get_int64() < least || value->get_int64() > most) return false;
  target = static_cast<Number>(value->get_int64());
  return true;
}

bool read_wait(const json::object& from, std::string_view key, milliseconds& target) {
  std::int64_t count = 0;
  const bool is_good = read_number(from, key, 0, longest_chaos_wait.count(), count);
  target = milliseconds(count);
  return is_good;
}

bool read_names(const json::object& from, std::vector<std::string>& target) {
  const json::value* given = from.if_contains("events");
  if (!given) return true;
  if (!given->is_array() || given->get_array().size() > most_chaos_names) return false;
  for (const json::value& one : given->get_array()) {
    if (!one.is_string() || one.get_string().size() > longest_chaos_name) return false;
    target.emplace_back(one.get_string());
  }
  return true;
}

// What is wrong with the body, or "".
std::string_view read_chaos(const json::object& body, chaos_settings& wanted) {
  if (!read_number(body, "drop", 0, 100, wanted.drop)) return "drop is a percentage, 0 to 100";
  if (!read_number(body, "repeat", 0, most_chaos_repeats, wanted.repeat)) return "repeat is 0 to 10";
  if (!read_number(body, "repeat_percent", 0, 100, wanted.repeat_percent)) return "repeat_percent is 0 to 100";
  if (!read_wait(body, "delay_ms", wanted.delay)) return "delay_ms is 0 to 600000";
  if (!read_wait(body, "reorder_ms", wanted.reorder)) return "reorder_ms is 0 to 600000";
  if (!read_number(body, "next", 1, std::int64_t{most_chaos_events}, wanted.next)) return "next is 1 to 1000000";
  return read_names(body, wanted.events) ? "" : "events is no list of at most 100 names";
}

json::object to_json(const chaos_settings& one) {
  json::array events;
  for (const std::string& name : one.events) events.emplace_back(name);
  json::object made;
  made["drop"] = one.drop;
  made["repeat"] = one.repeat;
  made["repeat_percent"] = one.repeat_percent;
  made["delay_ms"] = one.delay.count();
  made["reorder_ms"] = one.reorder.count();
  made["events"] = std::move(events);
  made["next"] = one.next != 0 ? json::value(one.next) : json::value(nullptr);
  return made;
}

}  // namespace

response change_chaos(operation_input& in) {
  const auto body = read_object(in.body);
  if (!body) return invalid("the body is no JSON object");
  chaos_settings wanted;
  const std::string_view problem = read_chaos(*body, wanted);
  if (!problem.empty()) return invalid(problem);
  in.number.chaos.set(wanted);
  return answer(200, to_json(wanted));
}

}  // namespace ramal::engine
