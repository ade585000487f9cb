#include "routes/posted_event.hpp"

#include "routes/body_fields.hpp"
#include "routes/json.hpp"
#include "routes/text.hpp"

namespace ramal::routes {
namespace {

// The call id that stands in an object itself.
std::string_view own_id(std::string_view object, std::string& scratch) {
  body_fields fields;
  if (!object.starts_with('{') || read_body(object, json::answer_limits, scratch, fields)) return {};
  return fields.call_id;
}

// Members of an event, whatever the case of their names.
struct event {
  std::string_view data, entry, changes, field, value, calls, statuses;
};

event read_event(std::string_view object, std::string& scratch) {
  event found;
  json::cursor in(object, json::answer_limits);
  in.members([&](std::string_view raw_name) {
    std::string_view token;
    if (!in.value(token)) return false;
    scratch.clear();
    if (!unescape_json(raw_name, scratch)) return true;
    const auto keep = [&](std::string_view name, std::string_view& out) {
      if (equal_ignoring_case(name, scratch)) out = token;
    };
    keep("data", found.data);
    keep("entry", found.entry);
    keep("changes", found.changes);
    keep("field", found.field);
    keep("value", found.value);
    keep("calls", found.calls);
    keep("statuses", found.statuses);
    return true;
  });
  return found;
}

// What `find` gives for the first element of an array for which it gives anything.
template <class Find>
std::string_view first_among(std::string_view array, Find&& find) {
  if (!array.starts_with('[')) return {};
  std::string_view found;
  json::cursor in(array, json::answer_limits);
  in.elements([&] {
    std::string_view element;
    if (!in.value(element)) return false;
    if (found.empty()) found = find(element);
    return true;
  });
  return found;
}

// {"calls":[{"id"}]} or {"statuses":[{"id"}]}
std::string_view id_in_value(const event& value, std::string& scratch) {
  const auto find = [&scratch](std::string_view element) { return own_id(element, scratch); };
  const std::string_view call = first_among(value.calls, find);
  return call.empty() ? first_among(value.statuses, find) : call;
}

// {"field":"calls","value":{...}}; another field's ids are not those of calls.
std::string_view id_in_change(std::string_view object, std::string& scratch) {
  if (!object.starts_with('{')) return {};
  const event change = read_event(object, scratch);
  if (!change.field.empty() && change.field != "\"calls\"") return {};
  if (!change.value.starts_with('{')) return {};
  return id_in_value(read_event(change.value, scratch), scratch);
}

// {"entry":[{"changes":[...]}]}, or a part of it; the `id` of an entry is that of the business.
std::string_view id_in_envelope(std::string_view object, std::string& scratch) {
  const event envelope = read_event(object, scratch);
  const auto in_change = [&scratch](std::string_view element) { return id_in_change(element, scratch); };
  const auto in_entry = [&](std::string_view element) {
    return element.starts_with('{') ? first_among(read_event(element, scratch).changes, in_change) : std::string_view{};
  };
  std::string_view id = first_among(envelope.entry, in_entry);
  if (id.empty()) id = first_among(envelope.changes, in_change);
  if (id.empty()) id = id_in_change(object, scratch);
  return id.empty() ? id_in_value(envelope, scratch) : id;
}

}  // namespace

std::string_view find_posted_id(std::string_view body, std::string& scratch) {
  const std::string_view whole = trim_blanks(body);
  if (!whole.starts_with('{')) return {};
  const std::string_view data = read_event(whole, scratch).data;
  std::string_view id = own_id(data, scratch);
  if (id.empty()) id = id_in_envelope(whole, scratch);
  return id.empty() && data.starts_with('{') ? id_in_envelope(data, scratch) : id;
}

}  // namespace ramal::routes
