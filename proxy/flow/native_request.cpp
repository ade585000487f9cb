#include "proxy/flow/native_request.hpp"

#include "proxy/wire/write_head.hpp"

namespace ramal::flow {
namespace {

std::string_view native_method(routes::method verb) {
  if (verb == routes::method::get) return "GET";
  return verb == routes::method::post ? "POST" : "PUT";
}

}  // namespace

void write_native(exchange_buffers& in, const snapshot& settings, const native_key& key, std::string_view request_id,
                  std::string_view traceparent) {
  wire::upstream_head native;
  native.method_text = native_method(in.plan.verb);
  native.path_prefix = settings.engine.path_prefix;
  native.target = in.plan.target;
  native.host_header = settings.engine_host_header;
  native.key_header_name = key.kind == config::native_key_kind::key ? "x-api-key" : "x-api-key-id";
  native.key_value = key.value;
  native.request_id = request_id;
  native.traceparent = traceparent;
  native.user_agent = settings.user_agent;
  native.extra_lines = settings.engine_lines;
  native.has_json_body = !in.plan.body.empty();
  native.sends_length = in.plan.verb != routes::method::get;
  native.body_length = in.plan.body.size();
  in.native.clear();
  wire::write_request_head(in.native, native);
  in.native.append(in.plan.body);
}

}  // namespace ramal::flow
