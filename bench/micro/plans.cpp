// The pure functions alone: bytes of the engine's JSON a second, and time a call.
#include <benchmark/benchmark.h>

#include <stdexcept>
#include <string>

#include "bench/tools/native_calls.hpp"
#include "routes/find.hpp"
#include "routes/plan_request.hpp"
#include "routes/plan_response.hpp"

namespace ramal::bench {
namespace {

routes::match find_route(routes::method verb, std::string_view path) {
  static const routes::mount_options mount;
  return *routes::find(mount, verb, path);
}

routes::client_request list_request() {
  routes::client_request request;
  request.row = find_route(routes::method::get, "/api/layer/evolution-go/call/list").row;
  request.query = "limit=25";
  return request;
}

routes::client_request start_request() {
  routes::client_request request;
  request.row = find_route(routes::method::post, "/api/layer/evolution-go/call/start").row;
  request.body = R"({"number":"5511999999999"})";
  return request;
}

void rewrite_answers(benchmark::State& state, const routes::client_request& request, std::uint16_t status,
                     const std::string& body) {
  routes::native_request planned;
  if (routes::plan_request(request, planned)) throw std::logic_error("a good request was refused");
  routes::answer_context context;
  context.row = request.row;
  context.request = &planned;
  routes::answer_scratch scratch;
  routes::bytes out;
  for (auto _ : state) {
    out.clear();
    const auto answer = routes::plan_response(context, status, body, scratch, out);
    if (answer.has_error()) state.SkipWithError("a good answer was refused");
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * body.size()));
  state.counters["in"] = static_cast<double>(body.size());
  state.counters["out"] = static_cast<double>(out.size());
}

void answer_list(benchmark::State& state) {
  rewrite_answers(state, list_request(), 200, native_list(static_cast<unsigned>(state.range(0))));
}
BENCHMARK(answer_list)->Arg(25)->Arg(1000);

void answer_start(benchmark::State& state) { rewrite_answers(state, start_request(), 201, native_start()); }
BENCHMARK(answer_start);

void answer_get(benchmark::State& state) {
  routes::client_request request;
  request.row = find_route(routes::method::get, "/api/layer/evolution-go/call/get").row;
  request.query = "callId=call_1";
  rewrite_answers(state, request, 200, native_call_object(7));
}
BENCHMARK(answer_get);

void request_start(benchmark::State& state) {
  const routes::client_request request = start_request();
  routes::native_request planned;
  for (auto _ : state) {
    if (routes::plan_request(request, planned)) state.SkipWithError("a good request was refused");
    benchmark::DoNotOptimize(planned.body.data());
  }
}
BENCHMARK(request_start);

void route_start(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(find_route(routes::method::post, "/api/layer/evolution-go/call/start"));
}
BENCHMARK(route_start);

}  // namespace
}  // namespace ramal::bench
