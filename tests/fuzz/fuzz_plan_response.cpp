// JSON plans towards the client: whatever the engine answers on any route of the table, the client gets JSON that a
// second parser reads and in which untouched values keep their bytes, or an error body that is JSON, too. The first
// byte chooses the route, the second the status, the third the settings.
#include <array>

#include "proxy/rules/error_answer.hpp"
#include "routes/plan_response.hpp"
#include "tests/fuzz/expect.hpp"
#include "tests/harness/contract_names.hpp"
#include "tests/routes/second_opinion.hpp"

namespace ramal::test {
namespace {

using routes::answer_shape;
using routes::view;

void expect_json(std::string_view text, std::string_view source) {
  using namespace routes::json;
  expect(is_utf8(text));
  expect(boost_reads(text) || has_surrogate(source) || has_large_exponent(source));
}

// Members that no table knows are found behind their names as they came.
void expect_untouched(std::string_view native, std::string_view answer) {
  routes::json::cursor in(native, routes::json::answer_limits);
  expect(in.members([&](std::string_view name) {
    std::string_view token;
    if (!in.value(token)) return false;
    if (!name.starts_with("other")) return true;
    return answer.find("\"" + std::string(name) + "\":" + std::string(token)) != std::string_view::npos;
  }));
}

// The calls of a list, which are predicted from one another, are what they are alone.
void expect_calls_as_alone(std::string_view native, std::string_view answer) {
  static constexpr routes::route alone{routes::method::get, "/x", routes::operation::list, answer_shape::list};
  routes::native_request request;
  routes::answer_context context;
  context.row = &alone;
  context.request = &request;
  std::string expected = R"({"message":"success","data":[)";
  const std::size_t start = expected.size();
  routes::json::cursor in(native, routes::json::answer_limits);
  expect(in.members([&](std::string_view name) {
    std::string_view token;
    if (name == "calls") expected.resize(start);  // of a repeated key the last one counts
    if (name != "calls" || in.peek() == 'n') return in.value(token);
    return in.elements([&] {
      routes::answer_scratch scratch;
      routes::bytes out;
      if (!in.value(token)) return false;
      const std::string list = R"({"calls":[)" + std::string(token) + "]}";
      if (!plan_response(context, 200, list, scratch, out)) return false;
      const std::string_view one = view(out).substr(start, out.size() - start - 2);
      expected.append(expected.size() == start ? "" : ",").append(one);
      return true;
    });
  }));
  expect(answer.starts_with(expected + "]"));
}

void expect_error_body(const routes::failure& problem) {
  routes::bytes body, again;
  rules::write_error_body(problem, body);
  rules::write_error_body(problem, again);
  const auto head = rules::answer_failure(problem);
  expect(view(body) == view(again) && head.status >= 400 && head.status <= 599);
  expect_json(view(body), view(body));
  std::string error;
  const auto document = tests::parse_json(view(body), error);
  expect(document && document->find("error") != nullptr && document->find("message") == nullptr);
}

void play(const routes::answer_context& context, std::uint16_t status, std::string_view body) {
  routes::answer_scratch scratch, used;
  routes::bytes out, second;
  routes::append(second, "before");
  const auto first = plan_response(context, status, body, scratch, out);
  used.text = "of the answer before";
  const auto again = plan_response(context, status, body, used, second);
  expect(first.has_value() == again.has_value());
  expect(view(second).substr(6) == view(out) && view(second).starts_with("before"));
  if (first.has_error()) {
    expect(first.error().kind == again.error().kind && out.empty());
    return expect_error_body(first.error());
  }
  if (first->plain_text) return expect(view(out).starts_with("Ramal: "));
  if (context.row->shape == answer_shape::instances) return expect(view(out).starts_with(R"([{"name":")"));
  expect_json(view(out), body);
  expect(view(out).starts_with(R"({"message":"success")"));
  expect(first->no_store == (context.row->shape == answer_shape::session));
  const bool is_call = context.row->shape == answer_shape::call || context.row->shape == answer_shape::started_call;
  if (is_call && status < 300) expect_untouched(body, view(out));
  const bool is_list = context.row->shape == answer_shape::list || context.row->shape == answer_shape::list_and_calls;
  if (is_list && status < 300) expect_calls_as_alone(body, view(out));
}

}  // namespace
}  // namespace ramal::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ramal;
  static constexpr std::array<std::uint16_t, 16> statuses{200, 201, 202, 204, 299, 301, 304, 400,
                                                          401, 403, 404, 409, 429, 500, 503, 599};
  if (size < 3) return 0;
  const auto rows = routes::routes();
  const auto& row = rows[data[0] % rows.size()];
  if (row.shape == routes::answer_shape::none) return 0;
  routes::native_request request;
  request.call_id = "a \"call\"\\";
  request.callee = "5511987654321";
  routes::answer_context context;
  context.row = &row;
  context.request = &request;
  context.injected_key = (data[2] & 1U) != 0;
  context.reject_unknown_ok = (data[2] & 2U) != 0;
  context.key_name = "a \"key\"";
  test::play(context, statuses[data[1] % statuses.size()], test::text_of(data + 3, size - 3));
  return 0;
}
