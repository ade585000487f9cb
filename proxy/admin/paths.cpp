#include "proxy/admin/paths.hpp"

#include <algorithm>

namespace ramal::admin {
namespace {

constexpr path_row rows[] = {
    {"/metrics", page::metrics, false, access::metrics_token},
    {"/healthz", page::health, false, access::open},
    {"/readyz", page::ready, false, access::open},
    {"/version", page::version, false, access::open},
    {"/api/config", page::configuration, false, access::admin_token},
    {"/api/keys", page::keys, false, access::admin_token},
    {"/api/reload", page::reload, true, access::admin_token},
    {"/api/drain", page::drain, true, access::admin_token},
    {"/api/log-level", page::log_level, true, access::admin_token},
    {"/", page::console, false, access::open},
    {"/ui/", page::console_file, false, access::open},
    {"/docs", page::docs, false, access::open},
    {"/docs/", page::docs_file, false, access::open},
    {"/openapi.json", page::openapi, false, access::open},
    {"/api/engine", page::engine, false, access::admin_token},
    {"/api/stats", page::stats, false, access::admin_token},
    {"/api/webhooks", page::webhooks, false, access::admin_token},
    {"/api/requests", page::requests, false, access::admin_token},
    {"/api/requests/", page::one_request, false, access::admin_token},
    {"/api/events", page::events, false, access::admin_token},
    {"/api/inspector", page::inspector, true, access::admin_token},
    {"/api/breaker/reset", page::breakers, true, access::admin_token},
    {"/api/webhooks/pause", page::outbox_change, true, access::admin_token},
    {"/api/webhooks/resume", page::outbox_change, true, access::admin_token},
    {"/api/webhooks/replay", page::outbox_change, true, access::admin_token},
    {"/api/webhooks/drop", page::outbox_change, true, access::admin_token},
    {"/api/dial/keys", page::dial_keys, false, access::admin_token},
    {"/api/dial/calls", page::dial_calls, false, access::admin_token},
    {"/api/dial/look", page::dial_calls, false, access::admin_token},
    {"/api/dial", page::dial, true, access::admin_token},
    {"/api/dial/answer", page::dial, true, access::admin_token},
    {"/api/dial/reject", page::dial, true, access::admin_token},
    {"/api/dial/hangup", page::dial, true, access::admin_token},
    {"/api/dial/play", page::dial, true, access::admin_token},
    {"/api/dial/session", page::dial, true, access::admin_token},
    {"/api/dial/incoming", page::dial, true, access::admin_token},
};

bool is_beneath(std::string_view path, std::string_view row) {
  return row.size() > 1 && row.ends_with('/') && path.starts_with(row);
}

}  // namespace

std::span<const path_row> paths() { return rows; }

const path_row* find_path(std::string_view path) {
  const auto found = std::ranges::find(rows, path, &path_row::path);
  if (found != std::end(rows)) return &*found;
  const auto above = std::ranges::find_if(rows, [path](const path_row& row) { return is_beneath(path, row.path); });
  return above == std::end(rows) ? nullptr : &*above;
}

}  // namespace ramal::admin
