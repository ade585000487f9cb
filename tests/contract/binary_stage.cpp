#include "tests/contract/binary_stage.hpp"

#include "tests/contract/go_settings.hpp"
#include "tests/harness/gateway_yaml.hpp"

namespace ramal::contract {

using tests::engine_reply;

engine_reply to_reply(const engine_turn& turn) {
  engine_reply reply{turn.answer, engine_reply::after_reply::keep, {}};
  if (turn.then == engine_turn::after_answer::close) reply.then = engine_reply::after_reply::close;
  if (turn.then == engine_turn::after_answer::reset) reply.then = engine_reply::after_reply::reset;
  if (turn.then == engine_turn::after_answer::silent)
    reply.release = std::make_shared<tests::gate>();  // opened at the end
  return reply;
}

binary_stage::binary_stage(const contract_case& what)
    : address_("127.0.0.1:" + std::to_string(what.engine_is_dead ? tests::dead_port() : engine_.port())),
      ramal_(tests::gateway_yaml("http://" + address_, with_go_server(what, go_address(what)))) {
  go_.expect_door(tests::door::go);
  go_.expect_keys({go_token, go_token_by_id, go_admin_key});
}

std::string binary_stage::go_address(const contract_case& what) const {
  const bool dead = what.go == contract_case::server::dead;
  return dead ? "127.0.0.1:" + std::to_string(tests::dead_port()) : go_.address();
}

void binary_stage::script_engine(const std::vector<engine_turn>& turns) {
  for (const auto& turn : turns) engine_.reply_next(to_reply(turn));
}

void binary_stage::script_go(const std::vector<engine_turn>& turns) {
  for (const auto& turn : turns) go_.reply_next(to_reply(turn));
}

void binary_stage::wait_for_engine() {
  engine_.wait_until_quiet();
  go_.wait_until_quiet();
}

std::vector<std::string> binary_stage::take_impurities() {
  auto all = engine_.take_impurities();
  for (auto& each : go_.take_impurities()) all.push_back(std::move(each));
  return all;
}

}  // namespace ramal::contract
