// JSON plans towards the engine: any body on any route of the table becomes a pure native operation whose values are
// the client's own bytes, or the same refusal every time. The first byte chooses the route, and bit 7 a path id that
// needs encoding.
#include <algorithm>

#include "routes/plan_request.hpp"
#include "routes/text.hpp"
#include "tests/fuzz/expect.hpp"
#include "tests/harness/contract_names.hpp"
#include "tests/routes/second_opinion.hpp"

namespace ramal::test {
namespace {

using routes::failure_kind;

void expect_known(const routes::failure& problem) {
  static constexpr failure_kind known[] = {failure_kind::invalid_json,  failure_kind::too_deep,
                                           failure_kind::too_many_keys, failure_kind::number_too_long,
                                           failure_kind::invalid_field, failure_kind::call_not_found};
  expect(std::find(std::begin(known), std::end(known), problem.kind) != std::end(known));
  expect(!problem.sent && (problem.kind != failure_kind::invalid_field || !problem.text.empty()));
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// A media URL that was trimmed is written again.
bool is_trimmed_url(std::string_view token) {
  std::string url;
  if (!routes::json::is_string(token) || !routes::unescape_json(routes::json::inside(token), url)) return false;
  return !url.empty() && !is_blank(url.front()) && !is_blank(url.back()) && url.find("://") != std::string::npos;
}

// Every member but `to` is a token of the client's body, byte for byte, or what is left of one that was trimmed.
void expect_own_bytes(std::string_view native, std::string_view body) {
  std::string error;
  const auto document = tests::parse_json(native, error);
  expect(document && document->kind == tests::json_value::type::object);
  routes::json::cursor in(native);
  expect(in.members([&](std::string_view name) {
    std::string_view token;
    if (!in.value(token)) return false;
    const bool own = body.find(token) != std::string_view::npos;
    return own || name == "to" || (name == "mode" && (token == "\"talk\"" || token == "\"listen\"")) ||
           (name == "mediaUrl" && is_trimmed_url(token));
  }));
}

void expect_planned(const routes::client_request& request, const routes::native_request& native) {
  using routes::operation;
  const bool is_status = request.row->op == operation::instance_status;
  expect(tests::is_native_operation(native.verb == routes::method::get ? "GET" : "POST", native.target) || is_status);
  if (!native.body.empty()) expect_own_bytes(native.body, request.body);
  if (request.row->verb != routes::method::post || request.body.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return;
  using namespace routes::json;
  expect(boost_reads(request.body) || has_surrogate(request.body) || has_large_exponent(request.body));
}

void play(std::uint8_t choice, std::string_view body) {
  const auto rows = routes::routes();
  routes::client_request request;
  request.row = &rows[(choice & 0x7fU) % rows.size()];
  if (request.row->op == routes::operation::server_ok || request.row->op == routes::operation::websocket) return;
  const bool takes_id = request.row->pattern.find("{id}") != std::string_view::npos;
  if (takes_id) request.path_id = (choice & 0x80U) != 0 ? "a%20b%C3%A9" : "call_1";
  request.body = body;
  routes::native_request native, used;
  used.target = used.body = used.call_id = used.callee = used.text = "of the request before";
  const auto problem = routes::plan_request(request, native);
  const auto again = routes::plan_request(request, used);
  expect(problem.has_value() == again.has_value() && native.body == used.body && native.ignored == used.ignored);
  if (!problem) return expect_planned(request, native);
  expect_known(*problem);
  expect(problem->kind == again->kind && problem->text == again->text);
}

}  // namespace
}  // namespace ramal::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size != 0) ramal::test::play(data[0], ramal::test::text_of(data + 1, size - 1));
  return 0;
}
