#include "tests/contract/memory_engine.hpp"

namespace ramal::contract {
memory_engine::memory_engine(memory_loop& loop, std::string address, bool dead)
    : loop_(loop), rules_{std::move(address), "", {}}, dead_(dead) {}

flow::task<flow::connect_result> memory_engine::connect(flow::time_point, flow::disconnect_watch&) {
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

flow::connection memory_engine::take_idle(flow::connection_owner owner, bool idempotent, flow::time_point now) {
  return idle_.take(owner, idempotent, now);
}

void memory_engine::give_back(flow::connection&& used, flow::time_point now) { idle_.put(std::move(used), now); }

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
