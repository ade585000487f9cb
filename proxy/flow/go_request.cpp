#include "proxy/flow/go_request.hpp"

#include "proxy/flow/trace_request.hpp"
#include "proxy/flow/upload.hpp"
#include "proxy/wire/write_passed_head.hpp"

namespace ramal::flow {
namespace {

using routes::failure;
using routes::failure_kind;

std::string_view passed_method(routes::method verb) {
  constexpr std::string_view names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
  return names[static_cast<std::size_t>(verb)];
}

wire::framing framing_of(const wire::request_head& head) {
  if (only_looks(head.verb)) return {};
  if (head.body.kind == wire::body_kind::none && head.verb != routes::method::delete_)
    return {wire::body_kind::length, 0};
  return head.body;
}

}  // namespace

outcome write_go_head(request_scope& in, const go_door& door, const go_request& what) {
  exchange_buffers& held = in.buffers.get();
  const std::string_view bytes = in.bytes().substr(0, held.request.size());
  wire::passed_lines lines;
  const auto how = lines.take(bytes, wire::passed_of_requests());
  if (how == wire::passed_lines::result::too_many) return failure(failure_kind::head_too_large);
  if (how == wire::passed_lines::result::bad_text) return failure(failure_kind::bad_header);
  rules::traceparent own_trace;
  wire::passed_request_head head;
  head.method_text = passed_method(in.head().verb);
  head.path_prefix = door.server.path_prefix;
  head.target = what.path.target;
  head.query = in.head().query.of(bytes);
  head.host_header = door.host_header.empty() ? in.head().host.of(bytes) : std::string_view(door.host_header);
  if (head.host_header.empty()) head.host_header = door.server.host;  // HTTP/1.0 without one
  head.token = what.token;
  head.request_id = in.id();
  head.traceparent = traceparent_for(in, own_trace);
  head.user_agent = in.settings().user_agent;
  head.passed = lines.all();
  head.passed_bytes = bytes;
  head.body = framing_of(in.head());
  held.native.clear();
  wire::write_passed_request(held.native, head);
  return std::nullopt;
}

}  // namespace ramal::flow
