#include "proxy/tracing/otlp.hpp"

#include <utility>

#include "proxy/rules/error_answer.hpp"
#include "routes/text.hpp"

namespace ramal::tracing {
namespace {

// Numbers of the protocol: Span.SpanKind, Status.StatusCode.
constexpr unsigned kind_server = 2, kind_client = 3, status_error = 2;
constexpr std::uint16_t first_client_error = 400, first_server_error = 500;

// Objects and lists of JSON, in the order in which they are begun.
class writer {
 public:
  void begin(char open) {
    out_.push_back(open);
    first_ = true;
  }
  void end(char close) {
    out_.push_back(close);
    first_ = false;
  }
  void item() {
    if (!std::exchange(first_, false)) out_.push_back(',');
  }
  void name(std::string_view key) {
    item();
    out_.append("\"").append(key).append("\":");
  }
  void text(std::string_view value) {
    out_.push_back('"');
    routes::escape_json(value, out_);
    out_.push_back('"');
  }
  void number(unsigned value) { out_.append(std::to_string(value)); }
  // 64-bit numbers are texts in the JSON of protobuf.
  void long_number(std::uint64_t value) { out_.append("\"").append(std::to_string(value)).append("\""); }

  void attribute(std::string_view key, std::string_view value) {
    begin_attribute(key, "stringValue");
    text(value);
    out_.append("}}");
  }
  void attribute(std::string_view key, std::uint64_t value) {
    begin_attribute(key, "intValue");
    long_number(value);
    out_.append("}}");
  }
  std::string take() { return std::move(out_); }

 private:
  void begin_attribute(std::string_view key, std::string_view type) {
    item();
    out_.append("{\"key\":\"").append(key).append("\",\"value\":{\"").append(type).append("\":");
  }

  std::string out_;
  bool first_ = true;
};

// What makes a span a failure, as `error.type`; empty: it is none.
std::string failure_of(std::uint16_t status, std::uint16_t first_failing, const span_record& of, bool has_answer) {
  const bool says_more = of.failure && *of.failure != routes::failure_kind::native_error;
  if (has_answer && status < first_failing) return {};
  if (says_more) {
    const std::string_view code = rules::answer_failure(routes::failure(*of.failure)).code;
    if (!code.empty()) return std::string(code);
  }
  return has_answer ? std::to_string(status) : "_OTHER";
}

std::string server_failure(const span_record& of) {
  if (of.client_gone) return "client-gone";
  return failure_of(of.status, first_server_error, of, of.status != 0);
}

std::string client_failure(const span_record& of) {
  if (of.native_status != 0) return of.native_status < first_client_error ? "" : std::to_string(of.native_status);
  return of.client_gone ? "client-gone" : failure_of(0, 0, of, false);
}

void begin_span(writer& out, const span_record& of, std::string_view id, std::string_view parent) {
  out.item();
  out.begin('{');
  out.name("traceId");
  out.text(of.trace.id());
  out.name("spanId");
  out.text(id);
  if (parent.empty()) return;
  out.name("parentSpanId");
  out.text(parent);
}

void write_what(writer& out, std::string_view name, unsigned kind, unix_nanoseconds began, unix_nanoseconds ended) {
  out.name("name");
  out.text(name);
  out.name("kind");
  out.number(kind);
  out.name("startTimeUnixNano");
  out.long_number(began);
  out.name("endTimeUnixNano");
  out.long_number(ended);
  out.name("attributes");
  out.begin('[');
}

void end_span(writer& out, std::string_view failure) {
  if (!failure.empty()) out.attribute("error.type", failure);
  out.end(']');
  if (!failure.empty()) {
    out.name("status");
    out.begin('{');
    out.name("code");
    out.number(status_error);
    out.end('}');
  }
  out.end('}');
}

// "POST /call/start"; the method alone where no route is known, since a path has no bound.
std::string span_name(std::string_view method, std::string_view target) {
  std::string name(method == "_OTHER" ? std::string_view("HTTP") : method);
  if (!target.empty()) name.append(" ").append(target);
  return name;
}

void write_server(writer& out, const span_record& of) {
  const std::string_view method = metrics::method_name(of.verb);
  const bool has_route = of.route != metrics::no_route;
  const std::string_view route = has_route ? metrics::labels_of_route(of.route).route : std::string_view();
  begin_span(out, of, rules::view(of.trace.server),
             of.trace.caller ? rules::view(*of.trace.caller) : std::string_view());
  write_what(out, span_name(method, route), kind_server, of.began, of.ended);
  out.attribute("http.request.method", method);
  if (has_route) out.attribute("http.route", route);
  if (has_route) out.attribute("url.path", route);
  if (of.status != 0) out.attribute("http.response.status_code", std::uint64_t{of.status});
  out.attribute("network.protocol.name", "http");
  out.attribute("network.protocol.version", of.is_http_1_0 ? "1.0" : "1.1");
  if (const std::string_view key = of.key_name(); !key.empty()) out.attribute("ramal.key", key);
  end_span(out, server_failure(of));
}

// The method and the path's pattern of what was sent.
std::pair<std::string_view, std::string> target_of(const span_record& of) {
  if (of.whom == asked_server::evolution_go) return {metrics::method_name(of.verb), std::string()};
  const routes::native_operation& asked = routes::native(static_cast<routes::operation>(of.operation));
  std::string path(asked.before_id);
  if (asked.has_id) path.append("{id}").append(asked.after_id);
  return {metrics::method_name(asked.verb), std::move(path)};
}

void write_client(writer& out, const span_source& from, const span_record& of) {
  const bool is_engine = of.whom == asked_server::engine;
  const server_place& to = is_engine ? from.engine : from.evolution_go;
  const auto [method, path] = target_of(of);
  begin_span(out, of, of.trace.client(), rules::view(of.trace.server));
  write_what(out, span_name(method, path), kind_client, of.asked, of.answered);
  out.attribute("http.request.method", method);
  if (!path.empty()) out.attribute("url.template", path);
  out.attribute("server.address", to.host);
  out.attribute("server.port", std::uint64_t{to.port});
  if (of.native_status != 0) out.attribute("http.response.status_code", std::uint64_t{of.native_status});
  if (of.resends != 0) out.attribute("http.request.resend_count", std::uint64_t{of.resends});
  out.attribute("network.protocol.name", "http");
  out.attribute("network.protocol.version", "1.1");
  if (is_engine) out.attribute("ramal.operation", routes::native(static_cast<routes::operation>(of.operation)).name);
  end_span(out, client_failure(of));
}

void write_resource(writer& out, const span_source& from) {
  out.name("resource");
  out.begin('{');
  out.name("attributes");
  out.begin('[');
  out.attribute("service.name", "ramal");
  out.attribute("service.version", from.version);
  out.attribute("service.instance.id", from.instance);
  out.end(']');
  out.end('}');
}

}  // namespace

std::string write_otlp(const span_source& from, std::span<const span_record> records) {
  writer out;
  out.begin('{');
  out.name("resourceSpans");
  out.begin('[');
  out.begin('{');
  write_resource(out, from);
  out.name("scopeSpans");
  out.begin('[');
  out.begin('{');
  out.name("scope");
  out.begin('{');
  out.name("name");
  out.text("ramal");
  out.end('}');
  out.name("spans");
  out.begin('[');
  for (const span_record& one : records) {
    write_server(out, one);
    if (one.whom != asked_server::none) write_client(out, from, one);
  }
  out.end(']');
  for (const char close : {'}', ']', '}', ']', '}'}) out.end(close);
  return out.take();
}

}  // namespace ramal::tracing
