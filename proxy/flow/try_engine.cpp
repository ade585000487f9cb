#include "proxy/flow/try_engine.hpp"

#include "proxy/flow/ask_engine.hpp"
#include "proxy/flow/native_request.hpp"
#include "proxy/rules/key_echo.hpp"
#include "routes/plan_response.hpp"
#include "routes/table.hpp"

namespace ramal::flow {
namespace {

// No client waits for this answer, so none can go.
class no_client final : public stream {
 public:
  io_result read_some(char*, std::size_t) override { return {io_status::failed, 0}; }
  io_result write_some(std::string_view) override { return {io_status::failed, 0}; }
  void wait(interest, time_point, wait_slot&) override {}
  void cancel_wait() override {}
  bool watch(disconnect_watch*) override { return false; }
  void end_wait(wait_result) override {}
  bool has_unread(bool) override { return false; }
  void end_writing() override {}
  void reset_on_close() override {}
};

auth::decision key_of(const snapshot& settings) {
  auth::decision key;
  const auth::principal* const first = settings.ring.first();
  if (first == nullptr) {
    key.key_name = "native";
    key.native_value = "none";
    key.injected = false;
    return key;
  }
  key.key_name = first->name;
  key.native_value = first->native_key.reveal();
  key.kind = first->kind;
  return key;
}

const routes::route* plan_list(const snapshot& settings, exchange_buffers& in) {
  const auto found = routes::find(settings.mount, routes::method::get, settings.mount.mount + "/call/list");
  if (found.has_error()) return nullptr;
  routes::client_request request;
  request.row = found->row;
  request.query = "limit=1";
  request.limits = settings.json_limits;
  in.plan.clear();
  return routes::plan_request(request, in.plan) ? nullptr : found->row;
}

// What the answer in the buffers says.
trial judge(const routes::route& row, const auth::decision& key, exchange_buffers& in) {
  trial made;
  made.status = in.answer.head().status;
  rules::mask_any_form_of_key(answer_bytes_of(in), key.native_value);
  routes::answer_context context;
  context.row = &row;
  context.request = &in.plan;
  context.injected_key = key.injected;
  const auto planned = routes::plan_response(context, made.status, answer_body_of(in), in.rewriting, in.out);
  if (planned.has_value()) {
    made.served = true;
    return made;
  }
  made.why = planned.error().why;
  const std::string_view server = in.answer.head().server.of(in.answer_bytes());
  if (made.why == routes::reason::blocked) made.detail = server;
  if (made.why == routes::reason::front_failed)
    made.detail.assign("it answers " + std::to_string(made.status) + " ").append(server);
  const bool refused = made.status == 401 || made.status == 403;
  const bool page = planned.error().native_text.empty() && planned.error().native_code.empty();
  made.served = made.why == routes::reason::none && !refused && !page;
  if (!key.injected && made.why == routes::reason::refused_by_engine) made.served = true;
  return made;
}

}  // namespace

task<trial> try_engine(worker_parts& parts) {
  const std::shared_ptr<const snapshot> settings = parts.current.settings;
  const std::shared_ptr<upstream> engine = parts.current.engine;
  const auth::decision key = key_of(*settings);
  buffer_lease lease(parts.buffers);
  exchange_buffers& in = lease.get();
  trial made;
  const routes::route* const row = plan_list(*settings, in);
  if (row != nullptr) {
    const rules::request_id id = parts.ids.next_request_id();
    const rules::traceparent trace = parts.ids.next_traceparent();
    write_native(in, *settings, {key.kind, key.native_value}, rules::view(id), rules::view(trace));
    no_client nobody;
    engine_permit permit(parts.gate, rules::urgency_of(row->op), *settings, nobody);
    disconnect_watch never(nobody);
    engine_terms terms(no_owner, true, settings->engine);
    std::optional<routes::failure> problem = permit.ask_breaker(parts.clock.now());
    if (!problem) problem = co_await ask_engine(parts, permit, *engine, in, terms, never);
    permit.hand_back(problem, parts.clock.now());
    if (problem) made.why = problem->why;
    else made = judge(*row, key, in);
  }
  made.key = key.key_name;
  co_return made;
}

}  // namespace ramal::flow
