#include "routes/success_body.hpp"

#include "routes/json.hpp"
#include "routes/native_error.hpp"
#include "routes/text.hpp"

namespace ramal::routes {
namespace {

bool says_no(std::string_view success) { return success == "false" || success == "\"false\"" || success == "0"; }

bool shows_engines_id(operation op) { return op == operation::start || op == operation::get; }

// Of start and get the engine's id is shown; of the others, whose answers have the native id alone, the one that the
// client sent, so that it finds its call again. False if the answer has no id that a client could use.
bool find_known(const answer_context& context, answer_scratch& scratch, known_of_call& known) {
  if (shows_engines_id(context.row->op)) {
    known.id = shown_id(scratch.call, scratch.text);
    if (known.id.empty()) return false;
  } else {
    scratch.text.clear();
    escape_json(context.request->call_id, scratch.text);
    known.id = scratch.text;
  }
  if (context.row->shape == answer_shape::started_call) {
    known.direction = "outgoing";
    known.callee = context.request->callee;
  }
  return true;
}

// An answer without id and verdict, but with an error, to a request that needs neither. JSend says it in `status`.
bool is_only_error(const native_call& call, std::string_view body, std::string& scratch) {
  if (!call[native_key::id].empty() || !call[native_key::success].empty()) return false;
  const std::string_view status = call[native_key::status];
  return status == "\"error\"" || status == "\"fail\"" || read_native_error(body, scratch).has_error;
}

// {"message":"success", <members>, "data":{<members>}}
written write_call(const answer_context& context, std::string_view body, answer_scratch& scratch, bytes& out) {
  json::cursor in(body, json::answer_limits);
  if (!call_reader(in, call_count::one).read(scratch.call) || !in.finish()) return written::malformed;
  if (says_no(scratch.call[native_key::success])) return written::refused;
  if (!shows_engines_id(context.row->op) && is_only_error(scratch.call, body, scratch.text)) return written::refused;
  known_of_call known;
  if (!find_known(context, scratch, known)) return written::malformed;
  append(out, R"({"message":"success",)");
  const std::size_t start = out.size();
  write_call_members(scratch.call, known, out);
  const std::size_t length = out.size() - start;
  out.reserve(out.size() + length + 16);
  append(out, R"(,"data":{)");
  append(out, {out.data() + start, length});
  append(out, "}}");
  return written::whole;
}

// Appends the rewritten calls of a native array, without its brackets.
bool write_calls(json::cursor& in, answer_scratch& scratch, bytes& out) {
  call_reader calls(in, call_count::many);
  bool first = true;
  return in.elements([&] {
    if (in.peek() != '{' || !calls.read(scratch.call)) return false;
    append(out, first ? "{" : ",{");
    first = false;
    known_of_call known;
    known.id = shown_id(scratch.call, scratch.text);
    write_call_members(scratch.call, known, out);
    append(out, "}");
    return true;
  });
}

// {"message":"success","data":[...]}, and "calls" with the same for the aliases that had it
written write_list(const answer_context& context, std::string_view body, answer_scratch& scratch, bytes& out) {
  append(out, R"({"message":"success","data":[)");
  const std::size_t start = out.size();
  bool found = false;
  std::string_view success;
  json::cursor in(body, json::answer_limits);
  const bool whole = in.members([&](std::string_view name) {
    std::string_view ignored;
    if (name != "calls") return in.value(name == "success" ? success : ignored);
    out.resize(start, boost::container::default_init);  // of a repeated key the last one counts
    found = true;
    return in.peek() == 'n' ? in.value(ignored) : write_calls(in, scratch, out);
  }) && in.finish();
  if (whole && says_no(success)) return written::refused;
  if (!whole || !found) return written::malformed;
  const std::size_t length = out.size() - start;
  append(out, "]");
  if (context.row->shape == answer_shape::list_and_calls) {
    append(out, R"(,"calls":[)");
    out.reserve(out.size() + length + 2);
    append(out, {out.data() + start, length});
    append(out, "]");
  }
  append(out, "}");
  return written::whole;
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

written write_session(const answer_context& context, std::string_view body, answer_scratch& scratch, bytes& out) {
  std::string_view url, token, seconds, success;
  json::cursor in(body, json::answer_limits);
  const bool whole = in.members([&](std::string_view name) {
    std::string_view value;
    if (!in.value(value)) return false;
    if (name == "wsUrl") url = value;
    else if (name == "token") token = value;
    else if (name == "expiresInSeconds") seconds = value;
    else if (name == "success") success = value;
    return true;
  }) && in.finish();
  if (whole && says_no(success)) return written::refused;
  if (!whole || !json::is_string(url)) return written::malformed;
  scratch.text.clear();
  escape_json(context.request->call_id, scratch.text);
  append(out, R"({"message":"success",)");
  put_session_members(url, token, seconds, scratch.text, out);
  append(out, R"(,"data":{)");
  put_session_members(url, token, seconds, scratch.text, out);
  append(out, "}}");
  return written::whole;
}

written write_connected(const answer_context& context, std::string_view body, answer_scratch& scratch, bytes& out) {
  std::string_view success, calls;
  json::cursor in(body, json::answer_limits);
  const bool whole = in.members([&](std::string_view name) {
    std::string_view value;
    if (!in.value(value)) return false;
    if (name == "success") success = value;
    if (name == "calls") calls = value;
    return true;
  }) && in.finish();
  if (!whole) return written::malformed;
  if (says_no(success)) return written::refused;
  if (calls.empty() && success.empty() && read_native_error(body, scratch.text).has_error) return written::refused;
  write_connection(true, context, scratch, out);
  return written::whole;
}

// As version 2 of Evolution API says it, and below `instance` as version 1 did.
void write_instances(bool connected, std::string_view name, bytes& out) {
  const std::string_view state = connected ? "open" : "close";
  append(out, R"([{"name":")");
  append(out, name);
  append(out, R"(","connectionStatus":")");
  append(out, state);
  append(out, R"(","instance":{"instanceName":")");
  append(out, name);
  append(out, R"(","status":")");
  append(out, state);
  append(out, R"("}}])");
}

void write_manager(bool connected, bytes& out) {
  append(out, connected ? "Ramal: this key is valid, and its number is connected. There is no manager here.\n"
                        : "Ramal: this key is valid, and its number is not connected. There is no manager here.\n");
}

}  // namespace

void write_connection(bool connected, const answer_context& context, answer_scratch& scratch, bytes& out) {
  scratch.text.clear();
  escape_json(context.key_name, scratch.text);
  const std::string_view name = scratch.text;
  switch (context.row->shape) {
    case answer_shape::instances: return write_instances(connected, name, out);
    case answer_shape::manager: return write_manager(connected, out);
    default: break;
  }
  append(out, connected ? R"({"message":"success","data":{"Connected":true,"LoggedIn":true,"Name":")"
                        : R"({"message":"success","data":{"Connected":false,"LoggedIn":false,"Name":")");
  append(out, name);
  append(out, R"("}})");
}

written write_success(const answer_context& context, std::string_view body, answer_scratch& scratch, bytes& out) {
  if (!json::is_utf8(body)) return written::malformed;
  switch (context.row->shape) {
    case answer_shape::call:
    case answer_shape::started_call: return write_call(context, body, scratch, out);
    case answer_shape::list:
    case answer_shape::list_and_calls: return write_list(context, body, scratch, out);
    case answer_shape::session: return write_session(context, body, scratch, out);
    case answer_shape::connection:
    case answer_shape::instances:
    case answer_shape::manager: return write_connected(context, body, scratch, out);
    case answer_shape::untouched:
    case answer_shape::none: break;
  }
  return written::malformed;
}

}  // namespace ramal::routes
