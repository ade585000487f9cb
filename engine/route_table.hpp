// The paths of the engine as a table.
#pragma once

#include <string>
#include <string_view>

#include "engine/operations.hpp"

namespace ramal::engine {

// `any`: also numbers that cannot call; `webhooks`: the same, and tenant-scoped keys may ask as well.
enum class served_kind { any, calling, meta, web, webhooks };

struct route {
  std::string_view method;
  std::string_view pattern;  // `*` stands for one segment, an id; rows above win
  served_kind kind;
  operation run;  // null: /_engine/health, which needs no key
};

struct route_match {
  const route* found = nullptr;  // null: unknown path, or wrong method if `allow` says something
  std::string_view call_id;      // raw
  std::string allow;             // "GET, HEAD, POST"
};

// `path` is raw, without query.
route_match find_route(std::string_view method, std::string_view path);

}  // namespace ramal::engine
