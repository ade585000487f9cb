#include "routes/table.hpp"

#include <algorithm>

namespace ramal::routes {
namespace {

using m = method;
using op = operation;
using as = answer_shape;

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
};

constexpr native_operation operation_rows[] = {
    {op::start, m::post, "/v1/calls", "", false, 201, "start"},
    {op::answer, m::post, "/v1/calls/", "/accept", true, 200, "accept"},
    {op::reject, m::post, "/v1/calls/", "/reject", true, 200, "reject"},
    {op::hangup, m::post, "/v1/calls/", "/terminate", true, 200, "terminate"},
    {op::list, m::get, "/v1/calls", "", false, 200, "list"},
    {op::get, m::get, "/v1/calls/", "", true, 200, "get"},
    {op::play, m::post, "/v1/calls/", "/play", true, 200, "play"},
    {op::realtime_session, m::post, "/v1/calls/", "/realtime-session", true, 200, "realtime-session"},
    {op::instance_status, m::get, "/v1/calls?limit=1", "", false, 200, "status"},
    {op::server_ok, m::get, "", "", false, 200, ""},
    {op::websocket, m::get, "", "", false, 421, ""},
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
    {"data", field::data},
};

constexpr std::string_view ignored_rows[] = {
    "video", "record", "duration_ms", "stream", "encoding", "sampleRate", "loop", "volume", "reason",
};

constexpr std::string_view reserved_id_rows[] = {"settings", "permissions"};

constexpr std::string_view unserved_rows[] = {
    "send", "manager", "instance", "user", "message", "chat", "group", "label", "unlabel", "newsletter",
    "community", "poll", "polls", "call", "server", "swagger", "ws", "webhook", "license", "assets",
};

}  // namespace

std::span<const route> routes() { return route_rows; }
std::span<const native_operation> native_operations() { return operation_rows; }
const native_operation& native(operation wanted) { return operation_rows[static_cast<std::size_t>(wanted)]; }
std::span<const field_name> field_names() { return field_rows; }
std::span<const std::string_view> ignored_names() { return ignored_rows; }
std::span<const std::string_view> reserved_ids() { return reserved_id_rows; }
std::span<const std::string_view> unserved_words() { return unserved_rows; }

static_assert(std::size(field_rows) <= most_field_names && std::size(ignored_rows) <= 32,
              "body_fields has no more room");
static_assert([] {
  for (std::size_t i = 0; i < std::size(operation_rows); ++i)
    if (static_cast<std::size_t>(operation_rows[i].op) != i) return false;
  return std::is_sorted(std::begin(field_rows), std::end(field_rows),
                        [](const auto& a, const auto& b) { return a.meaning < b.meaning; });
}(), "operation rows stand in the enum's order, field rows are grouped by meaning");

}  // namespace ramal::routes
