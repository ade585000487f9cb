#include "tests/contract/binary_stage.hpp"

#include "tests/harness/gateway_yaml.hpp"

namespace ramal::contract {

using tests::engine_reply;

engine_reply to_reply(const engine_turn& turn) {
  engine_reply reply{turn.answer, engine_reply::fate::keep, {}};
  if (turn.then == engine_turn::fate::close) reply.then = engine_reply::fate::close;
  if (turn.then == engine_turn::fate::reset) reply.then = engine_reply::fate::reset;
  if (turn.then == engine_turn::fate::silent) reply.release = std::make_shared<tests::gate>();  // opened at the end
  return reply;
}

binary_stage::binary_stage(const contract_case& what)
    : address_("127.0.0.1:" + std::to_string(what.engine_is_dead ? tests::dead_port() : engine_.port())),
      ramal_(tests::gateway_yaml("http://" + address_, what.settings)) {}

void binary_stage::script_engine(const std::vector<engine_turn>& turns) {
  for (const auto& turn : turns) engine_.reply_next(to_reply(turn));
}

}  // namespace ramal::contract
