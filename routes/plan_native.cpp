#include "routes/plan_native.hpp"

#include <algorithm>
#include <array>

#include "routes/body_fields.hpp"
#include "routes/call_id.hpp"
#include "routes/callee.hpp"
#include "routes/query.hpp"
#include "routes/refusal.hpp"
#include "routes/text.hpp"

namespace ramal::routes {
namespace {

using outcome = std::optional<failure>;

// Readers of JSON disagree about the case of a name, and about its escapes: all spellings count.
bool is_callee_name(std::string_view name, std::string& scratch) {
  if (name.find('\\') == std::string_view::npos) return equal_ignoring_case(name, "to");
  scratch.clear();
  return name.size() <= std::string_view("\\u0074\\u006f").size() && unescape_json(name, scratch) &&
         equal_ignoring_case(scratch, "to");
}

// A JSON number with a point is none that is dialled: a program that reads it drops or rounds digits of it.
void note_callee(std::string_view token, native_request& out) {
  ++out.callee_names;
  out.written_callee.clear();
  if (!json::is_string(token) && token.find('.') != std::string_view::npos) return;
  if (!json::is_string(token) || !unescape_json(json::inside(token), out.written_callee))
    out.written_callee.assign(token);
}

// For the log, which hides them: the digits of a number, however it is written.
void find_digits(native_request& out) {
  if (out.callee_names == 1) parse_callee(out.written_callee, out.callee);
}

outcome take_body(const client_request& request, native_request& out) {
  if (request.body.empty() && request.row->body == body_rule::optional) return {};
  if (!json::is_utf8(request.body)) return failure(failure_kind::invalid_json);
  const bool looks_for_callee = is_about_callee(request.row->op);
  json::cursor in(request.body, request.limits);
  const bool whole = in.members([&](std::string_view name) {
    std::string_view token;
    if (!in.value(token)) return false;
    if (looks_for_callee && is_callee_name(name, out.text)) note_callee(token, out);
    return true;
  }) && in.finish();
  if (!whole) return failure_of(in.what());
  out.body.assign(request.body);
  return {};
}

// In the order of the client. What the table does not name stays here.
outcome pass_query(const client_request& request, native_request& out) {
  std::array<bool, std::tuple_size_v<decltype(request.row->query)>> passed{};
  for (std::string_view query = request.query; !query.empty();) {
    const query_pair pair = take_pair(query);
    const auto& names = request.row->query;
    const auto found = std::find(names.begin(), names.end(), pair.name);
    if (pair.name.empty() || found == names.end()) continue;
    bool& done = passed[static_cast<std::size_t>(found - names.begin())];
    if (done) continue;
    if (has_control_escape(pair.value)) return failure(failure_kind::invalid_field, control_in_query);
    out.target.push_back(std::find(passed.begin(), passed.end(), true) == passed.end() ? '?' : '&');
    out.target.append(pair.text());
    done = true;
    if (request.row->op != operation::read_permissions || pair.value.empty()) continue;
    ++out.callee_names;
    out.written_callee.clear();
    if (!decode_query_value(pair.value.substr(1), out.written_callee)) out.written_callee.assign(pair.value);
  }
  return {};
}

std::string_view& id_in(answer_scratch& scratch) {
  return scratch.call.tokens[static_cast<std::size_t>(native_key::id)];
}

// Whether it is one JSON object from its first byte to its last. Of a start the call's id is kept, for the log.
bool read_object(const answer_context& context, std::string_view body, answer_scratch& scratch) {
  if (!json::is_utf8(body)) return false;
  const bool starts = context.row->op == operation::start;
  json::cursor in(body, json::answer_limits);
  return in.members([&](std::string_view name) {
    std::string_view token;
    if (!in.value(token)) return false;
    if (starts && name == "id") id_in(scratch) = token;
    return true;
  }) && in.finish();
}

}  // namespace

bool is_about_callee(operation op) {
  return op == operation::start || op == operation::request_permission || op == operation::read_permissions;
}

outcome plan_native_request(const client_request& request, native_request& out) {
  out.clear();
  const native_operation& asked = native(request.row->op);
  out.verb = asked.verb;
  out.target.append(asked.before_id);
  if (asked.has_id) {
    if (auto problem = take_path_id(request.path_id, out.text, out.call_id)) return problem;
    encode_path_segment(out.call_id, out.target);
    out.target.append(asked.after_id);
  }
  if (auto problem = pass_query(request, out)) return problem;
  if (request.row->body != body_rule::none)
    if (auto problem = take_body(request, out)) return problem;
  find_digits(out);
  return {};
}

boost::system::result<client_answer, failure> plan_native_answer(const answer_context& context, std::uint16_t status,
                                                                 std::string_view body, answer_scratch& scratch,
                                                                 bytes& out) {
  id_in(scratch) = {};  // that of another answer is in bytes that are gone
  if (status >= 200 && status < 300) {
    const bool has_none = status == 204 && body.empty();
    if (!has_none && !read_object(context, body, scratch))
      return failure(failure_kind::upstream_malformed, reason::no_api);
    append(out, body);
    return client_answer{status, context.row->op == operation::realtime_session};
  }
  if (status < 400) return failure(failure_kind::upstream_redirect, reason::no_api);
  native_error found;
  failure refused = read_refusal(context, status, body, scratch.text, found);
  const bool passes = refused.kind == failure_kind::native_error || refused.kind == failure_kind::not_authorized;
  if (passes && found.is_object) refused.native_body = body;
  return refused;
}

}  // namespace ramal::routes
