#include "routes/plan_request.hpp"

#include <algorithm>

#include "routes/blanks.hpp"
#include "routes/body_fields.hpp"
#include "routes/call_id.hpp"
#include "routes/callee.hpp"
#include "routes/posted_event.hpp"
#include "routes/query.hpp"
#include "routes/text.hpp"
#include "routes/values.hpp"

namespace ramal::routes {
namespace {

using outcome = std::optional<failure>;

outcome invalid(std::string_view text) { return failure(failure_kind::invalid_field, text); }

// T10, for the parameters that are used; what others hold does not matter.
outcome check_query(std::string_view query, const route& row) {
  if (!has_control_escape(query)) return {};
  const auto odd = [query](std::string_view name) { return has_control_escape(query_parameter(query, name)); };
  bool wrong = row.op == operation::list && (odd("limit") || odd("before"));
  if (row.op == operation::get) wrong = odd("includeSdp");
  for (const field_name& one : field_names()) {
    const bool used = row.op == operation::get && row.verb == method::get && one.meaning == field::call_id;
    wrong = wrong || (used && odd(one.name));
  }
  return wrong ? invalid(control_in_query) : outcome{};
}

// From the path, else from where the method has its fields: a POST's query means nothing (T10).
outcome find_call_id(const client_request& request, const body_fields& fields, native_request& out) {
  out.text.clear();
  if (!request.path_id.empty()) return take_path_id(request.path_id, out.text, out.call_id);
  if (request.row->verb == method::post) {
    const std::string_view token = fields.call_id.empty() ? find_posted_id(request.body, out.text) : fields.call_id;
    out.text.clear();
    if (!token.empty() && !json::is_string(token)) return invalid("callId must be a string");
    if (!token.empty() && !unescape_json(json::inside(token), out.text))
      return invalid("callId has characters that no call id has");
  } else {
    for (const field_name& row : field_names()) {
      if (row.meaning != field::call_id || !out.text.empty()) continue;
      if (!decode_query_value(query_parameter(request.query, row.name), out.text))
        return failure(failure_kind::bad_target);
    }
  }
  return take_call_id(out.text, out.call_id);
}

outcome find_callee(const body_fields& fields, native_request& out) {
  std::string_view text = fields.callee;
  if (text.empty()) return invalid("number is required");
  if (json::is_string(text)) {
    out.text.clear();
    if (!unescape_json(json::inside(text), out.text))
      return invalid("invalid WhatsApp number: it has half a character, \\u and a surrogate alone");
    text = out.text;
  } else if (text.find_first_not_of("0123456789") != std::string_view::npos) {
    return invalid(callee_of_wrong_type());
  }
  const auto problem = parse_callee(text, out.callee);
  return problem.empty() ? outcome{} : invalid(problem);
}

// Opens, separates and closes the members of the native body.
void put_member(std::string& body, std::string_view name, std::string_view token) {
  body.append(body.empty() ? "{\"" : ",\"").append(name).append("\":").append(token);
}
void put_if_given(std::string& body, std::string_view name, std::string_view token) {
  if (!token.empty()) put_member(body, name, token);
}
void close_body(std::string& body) {
  if (!body.empty()) body.push_back('}');
}

outcome check_strings(const body_fields& fields) {
  const auto odd = [](std::string_view token) { return !token.empty() && !json::is_string(token); };
  if (odd(fields.sdp)) return invalid("sdp must be a string");
  if (odd(fields.sdp_type)) return invalid("sdpType must be a string");
  if (odd(fields.opaque_data)) return invalid("bizOpaqueCallbackData must be a string");
  return {};
}

outcome plan_start(const body_fields& fields, native_request& out) {
  if (auto problem = find_callee(fields, out)) return problem;
  if (auto problem = check_strings(fields)) return problem;
  out.body.append("{\"to\":\"+").append(out.callee).push_back('"');
  put_if_given(out.body, "sdp", fields.sdp);
  put_if_given(out.body, "sdpType", fields.sdp_type);
  put_if_given(out.body, "bizOpaqueCallbackData", fields.opaque_data);
  close_body(out.body);
  return {};
}

outcome plan_answer(const body_fields& fields, native_request& out) {
  if (fields.sdp.empty()) return {};
  if (auto problem = check_strings(fields)) return problem;
  put_member(out.body, "sdp", fields.sdp);
  put_if_given(out.body, "sdpType", fields.sdp_type);
  close_body(out.body);
  return {};
}

outcome plan_play(const body_fields& fields, native_request& out) {
  constexpr std::string_view not_public = "mediaUrl must be a public http(s) URL";
  if (fields.media_url.empty()) return invalid("mediaUrl is required");
  out.text.clear();
  if (!json::is_string(fields.media_url) || !unescape_json(json::inside(fields.media_url), out.text))
    return invalid(not_public);
  const std::string_view url = trim(out.text);
  if (const auto problem = check_media_url(url); !problem.empty()) return invalid(problem);
  if (url.size() == out.text.size()) {
    put_member(out.body, "mediaUrl", fields.media_url);  // as the client wrote it
  } else {
    out.body.append("{\"mediaUrl\":\"");
    escape_json(url, out.body);
    out.body.push_back('"');
  }
  close_body(out.body);
  return {};
}

// The trimmed text of a string, else the token itself. A view into the token or `scratch`.
std::string_view text_of(std::string_view token, std::string& scratch) {
  scratch.clear();
  if (!json::is_string(token)) return token;
  return unescape_json(json::inside(token), scratch) ? trim(scratch) : std::string_view{};
}

outcome plan_session(const body_fields& fields, native_request& out) {
  const bool given = !fields.mode.empty();
  const std::string_view mode = given ? text_of(fields.mode, out.text) : std::string_view("talk");
  if ((given && !json::is_string(fields.mode)) || (mode != "talk" && mode != "listen"))
    return invalid("mode must be talk or listen");
  put_member(out.body, "mode", mode == "talk" ? R"("talk")" : R"("listen")");
  close_body(out.body);
  return {};
}

void append_parameter(std::string& target, std::string_view name, std::string_view raw) {
  if (raw.empty()) return;
  target.push_back(target.find('?') == std::string::npos ? '?' : '&');
  target.append(name).push_back('=');
  target.append(raw);
}

bool is_yes(std::string_view text) { return text == "1" || equal_ignoring_case(text, "true"); }

bool asks_for_sdp(const client_request& request, const body_fields& fields, std::string& scratch) {
  return is_yes(query_parameter(request.query, "includeSdp")) || is_yes(text_of(fields.include_sdp, scratch));
}

// What PHP and axios send for nothing: an empty text, list or string, or null.
bool is_nothing(std::string_view body) {
  body = trim_blanks(body);
  if (body.size() >= 2 && body.front() == '[' && body.back() == ']')
    return trim_blanks(body.substr(1, body.size() - 2)).empty();
  return body.empty() || body == "null" || body == "\"\"";
}

outcome plan_operation(const client_request& request, const body_fields& fields, native_request& out) {
  switch (request.row->op) {
    case operation::start: return plan_start(fields, out);
    case operation::answer: return plan_answer(fields, out);
    case operation::play: return plan_play(fields, out);
    case operation::realtime_session: return plan_session(fields, out);
    case operation::get:
      if (asks_for_sdp(request, fields, out.text)) append_parameter(out.target, "includeSdp", "1");
      return {};
    case operation::list:
      append_parameter(out.target, "limit", query_parameter(request.query, "limit"));
      append_parameter(out.target, "before", query_parameter(request.query, "before"));
      return {};
    default: return {};
  }
}

}  // namespace

void native_request::clear() {
  target.clear();
  body.clear();
  call_id.clear();
  callee.clear();
  written_callee.clear();
  callee_names = 0;
  ignored = 0;
}

outcome plan_request(const client_request& request, native_request& out) {
  out.clear();
  body_fields fields;
  if (request.row->verb == method::post) {
    const bool nothing = is_nothing(request.body);
    if (nothing && request.path_id.empty()) return failure(failure_kind::invalid_json);  // every body has a field
    if (!nothing)
      if (auto problem = read_body(request.body, request.limits, out.text, fields)) return problem;
  }
  out.ignored = fields.ignored;
  if (auto problem = check_query(request.query, *request.row)) return problem;
  const native_operation& native_op = native(request.row->op);
  out.verb = native_op.verb;
  out.target.append(native_op.before_id);
  if (native_op.has_id) {
    if (auto problem = find_call_id(request, fields, out)) return problem;
    encode_path_segment(out.call_id, out.target);
    out.target.append(native_op.after_id);
  }
  return plan_operation(request, fields, out);
}

}  // namespace ramal::routes
