#include "routes/table.hpp"

#include <algorithm>

#include "config/letters.hpp"

namespace ramal::routes {
namespace {

using m = method;
using op = operation;
using as = answer_shape;
using needs = config::key_operation;
using br = body_rule;

constexpr route route_rows[] = {
    {m::post, "/call/start", op::start, as::started_call},
    {m::post, "/call/answer", op::answer, as::call},
    {m::post, "/call/reject", op::reject, as::call},
    {m::post, "/call/hangup", op::hangup, as::call},
    {m::get, "/call/list", op::list, as::list},
    {m::get, "/call/get", op::get, as::call},
    {m::post, "/call/get", op::get, as::call},
    {m::post, "/call/media/play", op::play, as::call},
    {m::post, "/call/media/realtime/session", op::realtime_session, as::session},
    {m::other, "/call/media/realtime/ws*", op::websocket, as::none},
    {m::get, "/server/ok", op::server_ok, as::none},
    {m::get, "/instance/status", op::instance_status, as::connection},
    {m::post, "/call/dial", op::start, as::started_call, true},
    {m::post, "/call/offer", op::start, as::started_call, true},
    {m::post, "/call/accept", op::answer, as::call, true},
    {m::post, "/call/terminate", op::hangup, as::call, true},
    {m::get, "/call/active", op::list, as::list_and_calls, true},
    {m::get, "/call/status", op::list, as::list_and_calls, true},
    {m::get, "/call/get/{id}", op::get, as::call},
    {m::get, "/call/status/{id}", op::get, as::call, true},
    {m::post, "/call/{id}/accept", op::answer, as::call, true},
    {m::post, "/call/{id}/reject", op::reject, as::call, true},
    {m::get, "/call/{id}", op::get, as::call, true},
    {m::delete_, "/call/{id}", op::hangup, as::call, true},
    {m::get, "/instance/fetchInstances", op::instance_status, as::instances},
    {m::get, "/manager", op::instance_status, as::manager},
};

// Words stand before `{id}`: they win over it.
constexpr route native_rows[] = {
    {m::post, "/v1/calls", op::start, as::untouched, false, br::required},
    {m::get, "/v1/calls", op::list, as::untouched, false, br::none, {"limit", "before"}},
    {m::get, "/v1/calls/settings", op::read_settings, as::untouched},
    {m::put, "/v1/calls/settings", op::write_settings, as::untouched, false, br::required},
    {m::get, "/v1/calls/permissions", op::read_permissions, as::untouched, false, br::none, {"to"}},
    {m::post, "/v1/calls/permissions/request", op::request_permission, as::untouched, false, br::required},
    {m::get, "/v1/calls/{id}", op::get, as::untouched, false, br::none, {"includeSdp"}},
    {m::post, "/v1/calls/{id}/pre-accept", op::pre_accept, as::untouched, false, br::required},
    {m::post, "/v1/calls/{id}/accept", op::answer, as::untouched, false, br::optional},
    {m::post, "/v1/calls/{id}/reject", op::reject, as::untouched},
    {m::post, "/v1/calls/{id}/terminate", op::hangup, as::untouched},
    {m::post, "/v1/calls/{id}/play", op::play, as::untouched, false, br::required},
    {m::post, "/v1/calls/{id}/realtime-session", op::realtime_session, as::untouched, false, br::required},
};

constexpr native_operation operation_rows[] = {
    {op::start, m::post, "/v1/calls", "", false, 201, "start", needs::start},
    {op::answer, m::post, "/v1/calls/", "/accept", true, 200, "accept", needs::answer},
    {op::reject, m::post, "/v1/calls/", "/reject", true, 200, "reject", needs::reject},
    {op::hangup, m::post, "/v1/calls/", "/terminate", true, 200, "terminate", needs::hangup},
    {op::list, m::get, "/v1/calls", "", false, 200, "list", needs::list},
    {op::get, m::get, "/v1/calls/", "", true, 200, "get", needs::get},
    {op::play, m::post, "/v1/calls/", "/play", true, 200, "play", needs::play},
    {op::realtime_session, m::post, "/v1/calls/", "/realtime-session", true, 200, "realtime-session", needs::session},
    {op::pre_accept, m::post, "/v1/calls/", "/pre-accept", true, 200, "pre-accept", needs::answer},
    {op::read_settings, m::get, "/v1/calls/settings", "", false, 200, "settings", needs::settings},
    {op::write_settings, m::put, "/v1/calls/settings", "", false, 200, "settings-update", needs::settings},
    {op::read_permissions, m::get, "/v1/calls/permissions", "", false, 200, "permissions", needs::permissions},
    {op::request_permission, m::post, "/v1/calls/permissions/request", "", false, 200, "permission-request",
     needs::permissions},
    {op::instance_status, m::get, "/v1/calls?limit=1", "", false, 200, "status", needs::status},
    {op::server_ok, m::get, "", "", false, 200, "", needs::status},
    {op::websocket, m::get, "", "", false, 421, "", needs::status},
};

constexpr field_name field_rows[] = {
    {"callId", field::call_id},
    {"call_id", field::call_id},
    {"id", field::call_id},
    {"number", field::callee},
    {"phone", field::callee},
    {"to", field::callee},
    {"jid", field::callee},
    {"peer", field::callee},
    {"mediaUrl", field::media_url},
    {"url", field::media_url},
    {"audioUrl", field::media_url},
    {"media_url", field::media_url},
    {"audio_url", field::media_url},
    {"mode", field::mode},
    {"sdp", field::sdp},
    {"sdpType", field::sdp_type},
    {"bizOpaqueCallbackData", field::opaque_data},
    {"includeSdp", field::include_sdp},
};

constexpr std::string_view ignored_rows[] = {
    "video", "record", "duration_ms", "stream",  "encoding", "sampleRate",
    "loop",  "volume", "reason",      "session", "sdp_type", "biz_opaque_callback_data",
};

constexpr std::string_view reserved_id_rows[] = {"settings", "permissions"};

constexpr std::string_view unserved_rows[] = {
    "send",       "manager",     "instance", "user",     "message",  "chat",    "group",     "label",    "unlabel",
    "newsletter", "community",   "poll",     "polls",    "server",   "swagger", "ws",        "webhook",  "license",
    "assets",     "favicon.ico", "business", "template", "settings", "proxy",   "websocket", "chatwoot", "typebot",
};

constexpr std::string_view to_start = "write POST /call/start with the number in the body; the key says who calls";
constexpr std::string_view to_answer = "write POST /call/answer with callId in the body";
constexpr std::string_view to_reject = "write POST /call/reject with callId in the body";
constexpr std::string_view to_hangup = "write POST /call/hangup with callId in the body";
constexpr std::string_view to_list = "write GET /call/list; the key says of which number";
constexpr std::string_view to_get = "write GET /call/get?callId= and the id of the call";
constexpr std::string_view to_play = "write POST /call/media/play with callId and mediaUrl in the body";
constexpr std::string_view to_session = "write POST /call/media/realtime/session with callId in the body";
constexpr std::string_view to_ok = "a health check asks for GET /server/ok below the base URL";
constexpr std::string_view to_status = "write GET /instance/status; the key says of which number";
constexpr std::string_view engine_alone = "this is a route of the engine that has no counterpart here: ask the engine";
constexpr std::string_view native_alone =
    "this is a route of the native API: write it below native_mount, which is right behind the host as a rule";
constexpr std::string_view singular = "the routes here begin with /call, not with /calls";

constexpr dialect dialect_rows[] = {
    // the native calls API
    {"/v1/calls", "here it is POST /call/start to call, GET /call/list to look at the calls"},
    {"/v1/calls/settings*", native_alone},
    {"/v1/calls/permissions*", native_alone},
    {"/v1/calls/{id}", to_get},
    {"/v1/calls/{id}/accept", to_answer},
    {"/v1/calls/{id}/reject", to_reject},
    {"/v1/calls/{id}/terminate", to_hangup},
    {"/v1/calls/{id}/play", to_play},
    {"/v1/calls/{id}/realtime-session", to_session},
    {"/v1/calls*", native_alone},
    {"/v1/webhooks*", engine_alone},
    // an instance's name or a call's id behind the word
    {"/call/start/{id}", to_start},
    {"/call/dial/{id}", to_start},
    {"/call/offer/{id}", to_start},
    {"/call/answer/{id}", to_answer},
    {"/call/accept/{id}", to_answer},
    {"/call/reject/{id}", to_reject},
    {"/call/hangup/{id}", to_hangup},
    {"/call/terminate/{id}", to_hangup},
    {"/call/end/{id}", to_hangup},
    {"/call/list/{id}", to_list},
    {"/call/active/{id}", to_list},
    {"/call/media/play/{id}", to_play},
    {"/call/media/realtime/session/{id}", to_session},
    // the id in front of another word
    {"/call/{id}/answer", to_answer},
    {"/call/{id}/hangup", to_hangup},
    {"/call/{id}/terminate", to_hangup},
    {"/call/{id}/end", to_hangup},
    {"/call/{id}/status", to_get},
    {"/call/{id}/play", to_play},
    {"/call/{id}/media/play", to_play},
    {"/call/{id}/realtime-session", to_session},
    {"/call/{id}/media/realtime/session", to_session},
    // other words
    {"/call/make", to_start},
    {"/call/create", to_start},
    {"/call/initiate", to_start},
    {"/call/outbound", to_start},
    {"/call/pickup", to_answer},
    {"/call/decline", to_reject},
    {"/call/end", to_hangup},
    {"/call/stop", to_hangup},
    {"/call/cancel", to_hangup},
    {"/call/play", to_play},
    {"/call/media/start", to_play},
    {"/call/session", to_session},
    {"/call/realtime/session", to_session},
    {"/call/media/session", to_session},
    {"/call/media/realtime", to_session},
    {"/calls*", singular},
    {"/instance/status/{id}", to_status},
    {"/instance/connectionState*", to_status},
    // what probes ask for
    {"/server", to_ok},
    {"/health*", to_ok},
    {"/healthz*", to_ok},
    {"/livez*", to_ok},
    {"/readyz*", to_ok},
    {"/live", to_ok},
    {"/ready", to_ok},
    {"/ping", to_ok},
    {"/status", to_ok},
};

}  // namespace

std::span<const route> routes() { return route_rows; }
std::span<const route> native_routes() { return native_rows; }
std::span<const native_operation> native_operations() { return operation_rows; }
const native_operation& native(operation wanted) { return operation_rows[static_cast<std::size_t>(wanted)]; }
std::span<const field_name> field_names() { return field_rows; }
std::span<const std::string_view> ignored_names() { return ignored_rows; }
bool is_reserved_id(std::string_view id) {
  return std::any_of(std::begin(reserved_id_rows), std::end(reserved_id_rows),
                     [&](std::string_view word) { return config::equal_ignoring_case(word, id); });
}
std::span<const std::string_view> unserved_words() { return unserved_rows; }
std::span<const dialect> dialects() { return dialect_rows; }

static_assert(std::size(field_rows) <= most_field_names && std::size(ignored_rows) <= 32,
              "body_fields has no space left");
static_assert(
    [] {
      for (std::size_t i = 0; i < std::size(operation_rows); ++i)
        if (static_cast<std::size_t>(operation_rows[i].op) != i) return false;
      return std::is_sorted(std::begin(field_rows), std::end(field_rows),
                            [](const auto& a, const auto& b) { return a.meaning < b.meaning; });
    }(),
    "operation rows stand in the enum's order, field rows are grouped by meaning");

}  // namespace ramal::routes
