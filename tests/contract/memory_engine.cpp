#include "tests/contract/memory_engine.hpp"

#include "proxy/rules/connection_reuse.hpp"

namespace ramal::contract {
namespace {

rules::idle_facts facts_of(const flow::connection& idle) {
  return {idle.opened, idle.idle_since, idle.requests, idle.io->has_unread(true)};
}

}  // namespace

memory_engine::memory_engine(memory_loop& loop, std::string address, bool dead)
    : loop_(loop), rules_{std::move(address), "", {}}, dead_(dead) {}

flow::task<flow::connect_result> memory_engine::connect(flow::time_point, flow::departure&) {
  if (dead_) {
    flow::connect_result refused(routes::failure_kind::upstream_unreachable);
    co_return std::move(refused);
  }
  const auto other_end = std::make_shared<peer>();
  auto stream = std::make_unique<memory_stream>(
      loop_, [this, other_end](std::string_view bytes) { receive(*other_end, bytes); });
  other_end->stream = stream.get();
  flow::connection made;
  made.io = std::move(stream);
  made.opened = loop_.now();
  flow::connect_result result(std::move(made));
  co_return std::move(result);
}

flow::connection memory_engine::take_idle(bool idempotent, flow::time_point now) {
  while (!idle_.empty()) {
    auto last = std::move(idle_.back());
    idle_.pop_back();
    if (rules::may_take(facts_of(last), idempotent, now, {})) return last;
  }
  return {};
}

void memory_engine::give_back(flow::connection&& used, flow::time_point now) {
  used.idle_since = now;
  if (rules::may_keep(facts_of(used), now, {})) idle_.push_back(std::move(used));
}

void memory_engine::receive(peer& from, std::string_view bytes) {
  from.received += bytes;
  const auto request = tests::take_request(from.received);
  if (!request) return;
  for (auto& each : tests::find_impurities(request->raw, rules_))
    impurities_.push_back(each + " in " + tests::visible(request->raw));
  if (!from.received.empty()) impurities_.push_back("bytes after the request, before its answer (no pipelining)");
  requests_.push_back(*request);
  act(from, *request);
}

void memory_engine::act(peer& on, const tests::engine_request& request) {
  engine_turn turn;
  turn.answer = tests::json_reply(500, R"({"error":"the case has no answer for )" + request.target + R"("})").bytes;
  if (!script_.empty()) {
    turn = std::move(script_.front());
    script_.pop_front();
  }
  on.stream->put(turn.answer);
  if (turn.then == engine_turn::fate::close) on.stream->end_incoming();
  if (turn.then == engine_turn::fate::reset) on.stream->break_off();
}

}  // namespace ramal::contract
