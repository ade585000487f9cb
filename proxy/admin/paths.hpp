// What the admin interface serves (console.md section 1): a path is one row.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace ramal::admin {

enum class page : std::uint8_t {
  metrics,
  health,
  ready,
  version,
  configuration,
  keys,
  reload,
  drain,
  log_level,
  engine,
  stats,
  webhooks,
  requests,
  one_request,
  events,
  inspector,
  breakers,
  outbox_change,
  console,
  console_file,
  docs,
  docs_file,
  openapi,
  dial_keys,
  dial_calls,
  dial,
};

// What a request must show. `open`: nothing; `metrics_token`: metrics.token, if there is one.
enum class access : std::uint8_t { open, metrics_token, admin_token };

struct path_row {
  std::string_view path;  // "/ui/" and the like stand for all that is beneath them; "/" for itself
  page what;
  bool changes;  // POST alone; all others GET and HEAD
  access needs;
};

std::span<const path_row> paths();
// Null: nothing has this path. `path`: without its query.
const path_row* find_path(std::string_view path);

}  // namespace ramal::admin
