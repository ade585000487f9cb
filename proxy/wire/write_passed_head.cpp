#include "proxy/wire/write_passed_head.hpp"

#include <cassert>

#include "proxy/wire/put_number.hpp"

namespace ramal::wire {
namespace {

void put_line(std::string& out, std::string_view name, std::string_view value) {
  assert(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
  out.append(name).append(": ").append(value).append("\r\n");
}

void put_passed(std::string& out, std::span<const passed_line> lines, std::string_view bytes) {
  for (const passed_line& one : lines) put_line(out, one.rule->name, one.value.of(bytes));
}

void put_framing(std::string& out, framing body) {
  if (body.kind == body_kind::chunked) out.append("Transfer-Encoding: chunked\r\n");
  if (body.kind != body_kind::length) return;
  out.append("Content-Length: ");
  put_number(out, body.length);
  out.append("\r\n");
}

}  // namespace

void write_passed_request(std::string& out, const passed_request_head& head) {
  assert(!head.method_text.empty() && head.target.starts_with('/') && !head.host_header.empty() && !head.token.empty());
  out.append(head.method_text).append(" ").append(head.path_prefix).append(head.target);
  if (!head.query.empty()) out.append("?").append(head.query);
  out.append(" HTTP/1.1\r\n");
  put_line(out, "Host", head.host_header);
  put_line(out, "apikey", head.token);
  put_passed(out, head.passed, head.passed_bytes);
  put_framing(out, head.body);
  put_line(out, "User-Agent", head.user_agent);
  put_line(out, "X-Request-Id", head.request_id);
  put_line(out, "traceparent", head.traceparent);
  out.append("Via: 1.1 ramal\r\n\r\n");
}

void write_passed_answer(std::string& out, const passed_answer_head& head) {
  assert(head.status >= 200 && head.status <= 599);
  out.append("HTTP/1.1 ");
  put_number(out, head.status);
  out.append(" \r\n");
  put_passed(out, head.passed, head.passed_bytes);
  put_framing(out, head.body);
  put_line(out, "Date", head.date);
  put_line(out, "X-Request-Id", head.request_id);
  out.append("X-Content-Type-Options: nosniff\r\n");
  if (head.close) out.append("Connection: close\r\n");
  else out.append(head.keep_alive);
  out.append(head.cors_lines).append("\r\n");
}

framing framing_of_passed_answer(framing from, bool http_1_0, bool without_body) {
  if (without_body) return from.kind == body_kind::length ? from : framing{};
  if (from.kind == body_kind::none || from.kind == body_kind::length) return from;
  return {http_1_0 ? body_kind::until_close : body_kind::chunked, 0};
}

}  // namespace ramal::wire
