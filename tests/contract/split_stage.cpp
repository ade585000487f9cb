#include "tests/contract/split_stage.hpp"

#include <algorithm>

namespace ramal::contract {

void split_stage::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t size = std::min<std::size_t>(bytes.size(), 1 + random_() % widest_);
    inner_.send(bytes.substr(0, size));
    inner_.let_read();
    bytes.remove_prefix(size);
  }
}

bool ends_the_same_in_any_split(const contract_case& what) {
  return std::none_of(what.exchanges.begin(), what.exchanges.end(), [](const exchange& each) {
    return each.sent.find("xpect:") != std::string::npos || each.sent.find("XPECT:") != std::string::npos;
  });
}

bool is_plain(const contract_case& what) {
  if (!what.settings.empty() || what.engine_is_dead || what.go != contract_case::server::none) return false;
  return std::all_of(what.exchanges.begin(), what.exchanges.end(), [](const exchange& each) {
    const auto keeps = [](const engine_turn& turn) { return turn.then == engine_turn::after_answer::keep; };
    return !each.half_close && !each.is_head_request() && std::all_of(each.engine.begin(), each.engine.end(), keeps);
  });
}

contract_case pipeline_of(std::span<const contract_case> all) {
  contract_case whole;
  whole.file = all.front().file;
  exchange& together = whole.exchanges.emplace_back();
  together.line = all.front().line;
  for (const auto& what : all)
    for (const auto& each : what.exchanges) {
      together.sent += each.sent;
      together.engine.insert(together.engine.end(), each.engine.begin(), each.engine.end());
      for (auto turn : each.client) {
        turn.connection =
            client_turn::connection_state::any;  // to ask whether it is open is to send a request among the others
        together.client.push_back(std::move(turn));
      }
    }
  return whole;
}

}  // namespace ramal::contract
