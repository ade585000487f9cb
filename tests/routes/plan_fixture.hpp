// Requests through find and plan_request, as a client would send them.
#pragma once

#include <string>

#include "routes/plan_request.hpp"

namespace ramal::routes {

struct planned {
  std::optional<failure> problem;
  native_request native;
  match found;

  std::string line() const {  // "POST /v1/calls", or the problem's text
    if (problem) return std::string(problem->text);
    return std::string(native.verb == method::post ? "POST " : "GET ") + native.target;
  }
};

inline planned plan(method verb, std::string_view path, std::string_view body = {}, std::string_view query = {}) {
  planned result;
  const std::string whole = "/api/layer/evolution-go" + std::string(path);
  const auto found = find(mount_options{}, verb, whole);
  if (found.has_error()) {
    result.problem = found.error();
    return result;
  }
  client_request request;
  request.row = found->row;
  request.path_id = found->id;
  request.query = query;
  request.body = body;
  result.problem = plan_request(request, result.native);
  result.found = {found->row, {}};
  return result;
}

inline planned post(std::string_view path, std::string_view body, std::string_view query = {}) {
  return plan(method::post, path, body, query);
}
inline planned get(std::string_view path, std::string_view query = {}) { return plan(method::get, path, {}, query); }

}  // namespace ramal::routes
