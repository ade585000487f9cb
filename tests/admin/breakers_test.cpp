// POST /api/breaker/reset (console.md section 1).
#include "proxy/admin/breakers.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

namespace ramal::admin {

TEST_CASE("what was closed is told by whose breakers they are, and that none was open") {
  net::breaker_reset told;
  told.answered = 2;
  const boost::json::value none = boost::json::parse(answer_breakers(told, 2).body);
  CHECK(none.at("workers") == 2);
  CHECK(none.at("engine") == 0);
  CHECK(none.at("text") == "no breaker was open");
  told.engine = 2;
  CHECK(boost::json::parse(answer_breakers(told, 2).body).at("text") == "closed: 2 of the engine");
  told.evolution_go = 1;
  const boost::json::value both = boost::json::parse(answer_breakers(told, 2).body);
  CHECK(both.at("engine") == 2);
  CHECK(both.at("evolution_go") == 1);
  CHECK(both.at("text") == "closed: 2 of the engine, 1 of Evolution GO");
}

TEST_CASE("a worker that does not answer is no success") {
  net::breaker_reset told;
  told.answered = 1;
  const answer made = answer_breakers(told, 2);
  CHECK(made.status == 503);
  CHECK(made.body.find("\"code\":\"WORKER_BUSY\"") != std::string::npos);
}

}  // namespace ramal::admin
