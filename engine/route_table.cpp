#include "engine/route_table.hpp"

#include <array>

namespace ramal::engine {

namespace {

using kind = served_kind;

constexpr std::array route_table{
    route{"POST", "/v1/calls", kind::calling, start_call},
    route{"GET", "/v1/calls", kind::calling, list_calls},
    route{"GET", "/v1/calls/settings", kind::meta, get_settings},
    route{"PUT", "/v1/calls/settings", kind::meta, put_settings},
    route{"GET", "/v1/calls/permissions", kind::meta, get_permissions},
    route{"POST", "/v1/calls/permissions/request", kind::meta, request_permission},
    route{"GET", "/v1/calls/*", kind::calling, get_call},
    route{"POST", "/v1/calls/*/pre-accept", kind::meta, pre_accept_call},
    route{"POST", "/v1/calls/*/accept", kind::calling, accept_call},
    route{"POST", "/v1/calls/*/reject", kind::calling, reject_call},
    route{"POST", "/v1/calls/*/terminate", kind::calling, terminate_call},
    route{"POST", "/v1/calls/*/play", kind::web, play_media},
    route{"POST", "/v1/calls/*/realtime-session", kind::web, open_realtime_session},
    route{"GET", "/v1/webhooks", kind::webhooks, list_webhooks},
    route{"POST", "/v1/webhooks", kind::webhooks, create_webhook},
    route{"GET", "/v1/webhooks/*", kind::webhooks, get_webhook},
    route{"PATCH", "/v1/webhooks/*", kind::webhooks, change_webhook},
    route{"DELETE", "/v1/webhooks/*", kind::webhooks, delete_webhook},
    route{"GET", "/v1/webhooks/*/logs", kind::webhooks, list_deliveries},
    route{"GET", "/_engine/health", kind::any, nullptr},
    route{"POST", "/_engine/calls/inbound", kind::calling, raise_inbound_call},
    route{"POST", "/_engine/number", kind::any, change_number},
    route{"POST", "/_engine/webhooks/chaos", kind::any, change_chaos},
};

// Compares segment by segment; `call_id` is the segment that `*` stands for, never empty.
bool fits(std::string_view pattern, std::string_view path, std::string_view& call_id) {
  const std::size_t star = pattern.find('*');
  if (star == pattern.npos) return pattern == path;
  if (!path.starts_with(pattern.substr(0, star))) return false;
  const std::string_view rest = path.substr(star);
  call_id = rest.substr(0, rest.find('/'));
  return !call_id.empty() && rest.substr(call_id.size()) == pattern.substr(star + 1);
}

}  // namespace

route_match find_route(std::string_view method, std::string_view path) {
  route_match match;
  std::string_view pattern;  // of the first row that fits: a later pattern does not add its methods
  for (const route& row : route_table) {
    if (!pattern.empty() && row.pattern != pattern) continue;
    if (!fits(row.pattern, path, match.call_id)) continue;
    pattern = row.pattern;
    if (row.method == method) {
      match.found = &row;
      return match;
    }
    match.allow += match.allow.empty() ? "" : ", ";
    match.allow += row.method == "GET" ? "GET, HEAD" : row.method;
  }
  return match;
}

}  // namespace ramal::engine
