#include "events/documents.hpp"

#include "events/go_document.hpp"
#include "events/identity.hpp"
#include "events/v2_document.hpp"

namespace ramal::events {
namespace {

// The second document of an offer needs an id of its own.
constexpr std::string_view v2_ringing_event = "CallOffer.ringing", v2_ringing_status = "ringing";

// The engine's own shapes: what Evolution GO has no word for comes as well.
bool wants_native(const call_event& event, const destination& to) {
  if (event.told.form != shape::normalized && event.told.form != shape::meta) return false;
  if (event.why == ignored::other_number || event.why == ignored::other_source) return false;
  return event.what == phase::none ? wants_all(to) : wants(to, event.go_name);
}

bool is_wanted(const call_event& event, const destination& to) {
  if (to.speaks == dialect::native) return wants_native(event, to);
  if (event.why != ignored::no || event.go_name.empty()) return false;
  return wants(to, event.go_name) && (to.speaks != dialect::evolution_v2 || event.what != phase::none);
}

std::string_view first_v2_status(const call_event& event) {
  if (event.what == phase::terminate) return event.end.v2_status;
  return text(event.what);  // "offer", "accept"
}

std::string write(const call_event& event, std::string_view native_body, const destination& to, time_point received) {
  switch (to.speaks) {
    case dialect::go: return go_document(event, to, received);
    case dialect::pilot: return pilot_document(event, to, received);
    case dialect::evolution_v2: return v2_document(event, first_v2_status(event), to, received);
    case dialect::native: break;
  }
  return std::string(native_body);
}

}  // namespace

std::vector<document> documents(const call_event& event, std::string_view body, const destination& to,
                                std::string_view key_name, time_point received) {
  std::vector<document> made;
  if (!is_wanted(event, to)) return made;
  const std::string of = event.what == phase::none ? body_name(body) : event.call;
  delivery_name name{key_name, of, event.go_name.empty() ? std::string_view(event.told.name) : event.go_name,
                     text(to.speaks), to.name};
  const bool is_v2 = to.speaks == dialect::evolution_v2;
  made.push_back({webhook_id(name), is_v2 ? std::string(first_v2_status(event)) : std::string(),
                  write(event, body, to, received)});
  if (is_v2 && event.what == phase::offer && to.v2_ringing) {
    name.event = v2_ringing_event;
    made.push_back(
        {webhook_id(name), std::string(v2_ringing_status), v2_document(event, v2_ringing_status, to, received)});
  }
  return made;
}

}  // namespace ramal::events
