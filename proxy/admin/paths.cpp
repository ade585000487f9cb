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
};

}  // namespace

std::span<const path_row> paths() { return rows; }

const path_row* find_path(std::string_view path) {
  const auto found = std::ranges::find(rows, path, &path_row::path);
  return found == std::end(rows) ? nullptr : &*found;
}

}  // namespace ramal::admin
