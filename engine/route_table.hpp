// The paths of the engine as a table.
#pragma once

#include <string>
#include <string_view>

#include "engine/operations.hpp"

namespace ramal::engine {

enum class served_kind { any, calling, meta, web };  // `any`: also numbers that cannot call

struct route {
  std::string_view method;
  std::string_view pattern;  // `*` stands for one segment, the call id; rows above win
  served_kind kind;
  operation run;
};

struct route_match {
  const route* found = nullptr;  // null: unknown path, or wrong method if `allow` says something
  std::string_view call_id;      // raw
  std::string allow;             // "GET, POST"
};

// `path` is raw, without query.
route_match find_route(std::string_view method, std::string_view path);

}  // namespace ramal::engine
