#include "routes/plan_response.hpp"

#include "routes/json.hpp"
#include "routes/native_error.hpp"
#include "routes/text.hpp"

namespace ramal::routes {
namespace {

using outcome = boost::system::result<client_answer, failure>;

outcome malformed() { return failure(failure_kind::upstream_malformed); }

known_of_call known_of(const answer_context& context) {
  if (context.row->shape != answer_shape::started_call) return {};
  return {"outgoing", context.request->callee};
}

// {"message":"success", <members>, "data":{<members>}}
bool write_call(const answer_context& context, std::string_view body, answer_room& room, bytes& out) {
  json::cursor in(body, json::answer_limits);
  if (!call_reader(in, call_count::one).read(room.call) || !in.finish()) return false;
  append(out, R"({"message":"success",)");
  const std::size_t start = out.size();
  write_call_members(room.call, known_of(context), out);
  const std::size_t length = out.size() - start;
  out.reserve(out.size() + length + 16);
  append(out, R"(,"data":{)");
  append(out, {out.data() + start, length});
  append(out, "}}");
  return true;
}

// Appends the rewritten calls of a native array, without its brackets.
bool write_calls(json::cursor& in, answer_room& room, bytes& out) {
  call_reader calls(in, call_count::many);
  bool first = true;
  return in.elements([&] {
    if (in.peek() != '{' || !calls.read(room.call)) return false;
    append(out, first ? "{" : ",{");
    first = false;
    write_call_members(room.call, {}, out);
    append(out, "}");
    return true;
  });
}

// {"message":"success","data":[...]}, and "calls" with the same for the aliases that had it
bool write_list(const answer_context& context, std::string_view body, answer_room& room, bytes& out) {
  append(out, R"({"message":"success","data":[)");
  const std::size_t start = out.size();
  bool found = false;
  json::cursor in(body, json::answer_limits);
  const bool whole = in.members([&](std::string_view name) {
    std::string_view ignored;
    if (name != "calls") return in.value(ignored);
    out.resize(start, boost::container::default_init);  // of a repeated key the last one counts
    found = true;
    return in.peek() == 'n' ? in.value(ignored) : write_calls(in, room, out);
  }) && in.finish();
  if (!whole || !found) return false;
  const std::size_t length = out.size() - start;
  append(out, "]");
  if (context.row->shape == answer_shape::list_and_calls) {
    append(out, R"(,"calls":[)");
    out.reserve(out.size() + length + 2);
    append(out, {out.data() + start, length});
    append(out, "]");
  }
  append(out, "}");
  return true;
}

void put_session_members(std::string_view url, std::string_view token, std::string_view seconds, std::string_view id,
                         bytes& out) {
  append(out, R"("wsUrl":)");
  append(out, url);
  if (!token.empty()) {
    append(out, R"(,"token":)");
    append(out, token);
  }
  if (!seconds.empty()) {
    append(out, R"(,"expiresInSeconds":)");
    append(out, seconds);
  }
  append(out, R"(,"callId":")");
  append(out, id);
  append(out, "\"");
}

bool write_session(const answer_context& context, std::string_view body, answer_room& room, bytes& out) {
  std::string_view url, token, seconds;
  json::cursor in(body, json::answer_limits);
  const bool whole = in.members([&](std::string_view name) {
    std::string_view value;
    if (!in.value(value)) return false;
    if (name == "wsUrl") url = value;
    else if (name == "token") token = value;
    else if (name == "expiresInSeconds") seconds = value;
    return true;
  }) && in.finish();
  if (!whole || !json::is_string(url)) return false;
  room.text.clear();
  escape_json(context.request->call_id, room.text);
  append(out, R"({"message":"success",)");
  put_session_members(url, token, seconds, room.text, out);
  append(out, R"(,"data":{)");
  put_session_members(url, token, seconds, room.text, out);
  append(out, "}}");
  return true;
}

void write_connection(bool connected, std::string_view name, answer_room& room, bytes& out) {
  room.text.clear();
  escape_json(name, room.text);
  append(out, connected ? R"({"message":"success","data":{"Connected":true,"LoggedIn":true,"Name":")"
                        : R"({"message":"success","data":{"Connected":false,"LoggedIn":false,"Name":")");
  append(out, room.text);
  append(out, R"("}})");
}

bool is_object(std::string_view body) {
  json::cursor in(body, json::answer_limits);
  std::string_view whole;
  return in.peek() == '{' && in.value(whole) && in.finish();
}

outcome plan_success(const answer_context& context, std::string_view body, answer_room& room, bytes& out) {
  if (!json::is_utf8(body)) return malformed();
  const std::size_t start = out.size();
  bool written = false;
  switch (context.row->shape) {
    case answer_shape::call:
    case answer_shape::started_call: written = write_call(context, body, room, out); break;
    case answer_shape::list:
    case answer_shape::list_and_calls: written = write_list(context, body, room, out); break;
    case answer_shape::session: written = write_session(context, body, room, out); break;
    case answer_shape::connection:
      written = is_object(body);
      write_connection(true, context.key_name, room, out);
      break;
    case answer_shape::none: break;
  }
  if (!written) {
    out.resize(start, boost::container::default_init);
    return malformed();
  }
  return client_answer{native(context.row->op).success, context.row->shape == answer_shape::session};
}

outcome plan_failure(const answer_context& context, std::uint16_t status, std::string_view body, answer_room& room,
                     bytes& out) {
  const native_error found = read_native_error(body, room.text);
  if ((status == 401 || status == 403) && context.injected_key) return failure(failure_kind::upstream_key_rejected);
  if (status == 401) return failure(failure_kind::not_authorized, reason::refused_by_engine);

  const bool unknown_call = found.code == "CALL_NOT_FOUND" ||
                            (status == 404 && found.is_object && found.code.empty() && native(context.row->op).has_id);
  if (unknown_call && context.row->op == operation::reject && context.reject_unknown_ok) {
    append(out, R"({"message":"success"})");
    return client_answer{};
  }
  if (unknown_call) return failure(failure_kind::call_not_found);

  const bool not_connected = found.code == "WHATSAPP_INSTANCE_NOT_CONNECTED" || (status == 409 && found.code.empty());
  if (not_connected && context.row->shape == answer_shape::connection) {
    write_connection(false, context.key_name, room, out);
    return client_answer{};
  }
  failure f(failure_kind::native_error);
  f.native_status = status;
  f.native_text = found.text;
  f.native_code = found.code;
  return f;
}

}  // namespace

outcome plan_response(const answer_context& context, std::uint16_t status, std::string_view body, answer_room& room,
                      bytes& out) {
  if (status >= 200 && status < 300) return plan_success(context, body, room, out);
  if (status < 400) return failure(failure_kind::upstream_redirect);
  return plan_failure(context, status, body, room, out);
}

}  // namespace ramal::routes
