// Which route a request's path means (go-calls.md section 1, gateway.md section 1). Words are matched on the raw bytes.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

#include "routes/failure.hpp"
#include "routes/hints.hpp"
#include "routes/table.hpp"

namespace ramal::routes {

struct mount_options {
  // `path`: "/" or a path that begins with '/' and does not end with one. `native`: the same for the native door, or
  // "off".
  mount_options(std::string_view path = "/api/layer/evolution-go", bool with_aliases = true,
                std::string_view native = "/")
      : mount(path == "/" ? std::string_view{} : path), native_mount(native == "/" ? std::string_view{} : native),
        serves_native(native != "off"), aliases(with_aliases), hints(mount) {}

  std::string mount;         // empty: every path is below it
  std::string native_mount;  // the same for the native door
  bool serves_native;
  bool aliases;
  routes::hints hints;
};

struct match {
  const route* row = nullptr;
  std::string_view id{};  // raw segment that stood for {id}, empty if the pattern has none
};

// `path` is the raw path of the request target. HEAD is served wherever GET is, by the same row. Fails with bad_path,
// route_not_found (with a hint where the reason can be told, a view into `options`; at the native door in its words) or
// method_not_allowed (with the Allow value).
boost::system::result<match, failure> find(const mount_options& options, method verb, std::string_view path);

// The same without hints, for paths that may be known to others: the search for a hint costs many times as much.
boost::system::result<match, failure> find_plainly(const mount_options& options, method verb, std::string_view path);

// The hint that `find` gives with route_not_found, for a path of which find_plainly said that.
std::string_view hint_of(const mount_options& options, std::string_view path);

}  // namespace ramal::routes
