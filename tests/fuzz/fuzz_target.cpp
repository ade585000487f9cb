// Targets: any path and query becomes one canonical native operation or a refusal, and the same when it is asked again
// in a used scratch. The first byte of the input chooses the method; the rest stands below the mount.
#include <array>

#include "proxy/wire/request_head.hpp"
#include "routes/find.hpp"
#include "routes/plan_request.hpp"
#include "tests/fuzz/expect.hpp"
#include "tests/harness/contract_names.hpp"

namespace ramal::test {
namespace {

using routes::method;

constexpr std::string_view body =
    R"({"number":"5511987654321","callId":"call_1","mediaUrl":"https://media.example/a.ogg"})";

void expect_canonical(std::string_view bytes, const wire::request_head& head) {
  static const routes::mount_options mount;
  const auto found = routes::find(mount, head.verb, head.path.of(bytes));
  if (found.has_error()) {
    const auto again = routes::find(mount, head.verb, head.path.of(bytes));
    expect(again.has_error() && again.error().kind == found.error().kind && again.error().hint == found.error().hint);
    return;
  }
  const method served = head.verb == method::head ? method::get : head.verb;
  expect(found->row != nullptr);
  if (found->row->op == routes::operation::websocket) return;
  expect(found->row->verb == served);
  if (found->row->op == routes::operation::server_ok) return;
  routes::client_request request;
  request.row = found->row;
  request.path_id = found->id;
  request.query = head.query.of(bytes);
  if (head.verb == method::post) request.body = body;
  routes::native_request native, used;
  used.target = used.body = used.call_id = used.callee = used.text = "of the request before";
  const auto problem = routes::plan_request(request, native);
  const auto again = routes::plan_request(request, used);
  expect(problem.has_value() == again.has_value());
  if (problem) return expect(problem->kind == again->kind && problem->text == again->text);
  expect(native.target == used.target && native.body == used.body && native.call_id == used.call_id);
  expect(tests::is_native_operation(native.verb == method::get ? "GET" : "POST", native.target));
}

}  // namespace
}  // namespace ramal::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ramal::test;
  if (size == 0) return 0;
  static constexpr std::array methods{"GET", "POST", "DELETE", "PUT", "HEAD", "PATCH", "OPTIONS", "HEAD"};
  std::string input(methods[data[0] % methods.size()]);
  input.append(" /api/layer/evolution-go").append(text_of(data + 1, size - 1)).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
  ramal::wire::request_head_reader reader{ramal::wire::head_limits{}};
  if (reader.feed(input) == ramal::wire::progress::done) expect_canonical(input, reader.head());
  return 0;
}
