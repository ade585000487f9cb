#include "proxy/flow/go_answer.hpp"

#include "proxy/rules/key_echo.hpp"
#include "proxy/wire/passed_fields.hpp"
#include "proxy/wire/write_passed_head.hpp"

namespace ramal::flow {
namespace {

std::size_t mask(routes::bytes& reply, const wire::passed_lines& lines, std::string_view token) {
  std::size_t echoes = 0;
  for (const wire::passed_line& one : lines.all())
    echoes += rules::mask_any_form_of_key({reply.data() + one.value.at, one.value.size}, token);
  return echoes;
}

void write_head(request_scope& in, const wire::passed_lines& lines, wire::framing body) {
  exchange_buffers& held = in.buffers.get();
  const snapshot& settings = in.settings();
  wire::passed_answer_head head;
  head.status = held.answer.head().status;
  head.passed = lines.all();
  head.passed_bytes = held.answer_bytes();
  head.body = body;
  head.close = in.closes;
  head.keep_alive = settings.keep_alive_lines;
  head.date = in.parts.clock.date();
  head.request_id = in.id();
  head.cors_lines = settings.cors_lines(in.head().origin.of(in.bytes()));
  wire::write_passed_answer(held.head, head);
}

}  // namespace

// A body that is encoded could hide the token, and its encoding does not pass: we did not ask for one.
std::optional<go_answer> write_client_head(request_scope& in, std::string_view token, bool whole_request) {
  exchange_buffers& held = in.buffers.get();
  const std::string_view bytes = held.answer_bytes().substr(0, held.answer.size());
  wire::passed_lines lines;
  if (lines.take(bytes, wire::passed_of_answers()) != wire::passed_lines::result::fine ||
      wire::has_content_coding(bytes))
    return std::nullopt;
  const std::size_t echoes = mask(held.reply, lines, token);
  const bool to_head = in.head().verb == routes::method::head;
  const wire::framing from = to_head ? wire::framing{} : held.answer.head().body;
  const wire::framing to = wire::framing_of_passed_answer(held.answer.head().body, in.head().http_1_0, to_head);
  const bool ends_with_connection = to.kind == wire::body_kind::until_close;
  if (ends_with_connection || !whole_request || in.parts.is_leaving()) in.closes = true;
  write_head(in, lines, to);
  const bool is_json = wire::is_json(lines.find(bytes, "Content-Type"));
  return go_answer{from, to_head ? wire::body_kind::none : to.kind, ends_with_connection, is_json, echoes};
}

}  // namespace ramal::flow
