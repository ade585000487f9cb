// The native door: any id, query and body on any of its rows becomes a pure native operation whose body is the client's,
// byte for byte, or the same refusal twice; any answer passes byte for byte, or is one failure. The first byte chooses
// the row, and by bit 7 the answer. A request: the id, '?', the query, a line feed, the body. An answer: a byte that
// chooses the status, the body.
#include <algorithm>
#include <array>

#include "routes/plan_native.hpp"
#include "tests/fuzz/expect.hpp"
#include "tests/harness/contract_names.hpp"
#include "tests/routes/second_opinion.hpp"

namespace ramal::test {
namespace {

using routes::failure_kind;
using routes::method;

const routes::route& row_of(std::uint8_t choice) {
  const auto rows = routes::native_routes();
  return rows[(choice & 0x7fU) % rows.size()];
}

const char* name_of(method verb) {
  if (verb == method::get) return "GET";
  return verb == method::post ? "POST" : "PUT";
}

void expect_known(const routes::failure& problem) {
  static constexpr failure_kind known[] = {failure_kind::invalid_json,  failure_kind::too_deep,
                                           failure_kind::too_many_keys, failure_kind::number_too_long,
                                           failure_kind::invalid_field, failure_kind::call_not_found,
                                           failure_kind::bad_path};
  expect(std::find(std::begin(known), std::end(known), problem.kind) != std::end(known));
  expect(!problem.sent && problem.native_body.empty());
}

bool is_target_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

void expect_planned(const routes::client_request& request, const routes::native_request& native) {
  using routes::body_rule;
  expect(tests::is_native_operation(name_of(native.verb), native.target, tests::door::native));
  expect(native.body == (request.row->body == body_rule::none ? std::string_view{} : request.body));
  expect(!native.body.empty() || request.row->body != body_rule::required);
  expect(native.callee.find_first_not_of("0123456789") == std::string::npos && native.callee.size() <= 15);
  if (native.body.empty()) return;
  using namespace routes::json;
  expect(boost_reads(native.body) || has_surrogate(native.body) || has_large_exponent(native.body));
}

void play_request(const routes::route& row, std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  if (!is_target_text(line)) return;  // the reader of the target lets none of this pass
  routes::client_request request;
  request.row = &row;
  if (row.pattern.find("{id}") != std::string_view::npos) request.path_id = line.substr(0, line.find('?'));
  if (const auto mark = line.find('?'); mark != std::string_view::npos) request.query = line.substr(mark + 1);
  if (request.path_id.find('/') != std::string_view::npos) return;
  request.body = text.substr(std::min(line.size() + 1, text.size()));
  routes::native_request native, used;
  used.target = used.body = used.call_id = used.callee = used.text = used.written_callee = "of the request before";
  const auto problem = routes::plan_native_request(request, native);
  const auto again = routes::plan_native_request(request, used);
  expect(problem.has_value() == again.has_value());
  if (problem) {
    expect_known(*problem);
    return expect(problem->kind == again->kind && problem->text == again->text);
  }
  expect(native.target == used.target && native.body == used.body && native.call_id == used.call_id);
  expect(native.callee == used.callee && native.written_callee == used.written_callee);
  expect_planned(request, native);
}

void play_answer(const routes::route& row, std::string_view text) {
  static constexpr std::array<std::uint16_t, 12> statuses{200, 201, 204, 302, 400, 401, 403, 404, 409, 429, 500, 503};
  if (text.empty()) return;
  const std::uint16_t status = statuses[static_cast<unsigned char>(text.front()) % statuses.size()];
  const bool injected = (static_cast<unsigned char>(text.front()) & 0x80U) != 0;
  const std::string_view body = text.substr(1);
  routes::native_request asked;
  routes::answer_context context;
  context.row = &row;
  context.request = &asked;
  context.injected_key = injected;
  routes::answer_scratch scratch;
  routes::bytes out;
  const auto made = routes::plan_native_answer(context, status, body, scratch, out);
  std::string error;
  const auto document = tests::parse_json(body, error, true);
  const bool object = document && document->kind == tests::json_value::type::object;
  if (made.has_value()) {
    expect(status < 300 && made->status == status && routes::view(out) == body);
    return expect(object || routes::json::has_surrogate(body) || (status == 204 && body.empty()));
  }
  expect(out.empty() && (made.error().native_body.empty() || made.error().native_body == body));
  expect(made.error().native_body.empty() || status >= 400);
  expect(status >= 300 || made.error().kind == failure_kind::upstream_malformed);
}

}  // namespace
}  // namespace ramal::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ramal::test;
  if (size == 0) return 0;
  if ((data[0] & 0x80U) != 0) play_answer(row_of(data[0]), text_of(data + 1, size - 1));
  else play_request(row_of(data[0]), text_of(data + 1, size - 1));
  return 0;
}
