// Exactly once (http-rules.md U1 to U6).
#include <catch2/catch.hpp>

#include "proxy/rules/retry.hpp"

namespace ramal::rules {

TEST_CASE("a request is sent again only where the table says so") {
  struct row {
    const char* name;
    bool sent, answered, timed_out, idempotent;
    bool again;
  };
  for (const row& r : {
           row{"U1 POST, nothing sent", false, false, false, false, true},
           row{"U1 GET, nothing sent", false, false, false, true, true},
           row{"U2 POST, connecting took too long", false, false, true, false, false},
           row{"U2 GET, connecting took too long", false, false, true, true, false},
           row{"U3 POST, broken after a byte was sent", true, false, false, false, false},
           row{"U3 POST, broken after a byte of the answer", true, true, false, false, false},
           row{"U4 GET, broken before the answer", true, false, false, true, true},
           row{"U4 GET, broken after a byte of the answer", true, true, false, true, false},
           row{"U6 GET, no answer in time", true, false, true, true, false},
           row{"U6 POST, no answer in time", true, false, true, false, false},
           row{"U6 GET, half an answer in time", true, true, true, true, false},
       }) {
    INFO(r.name);
    attempt ended;
    ended.sent = r.sent;
    ended.answered = r.answered;
    ended.timed_out = r.timed_out;
    CHECK(may_retry(ended, r.idempotent, 1) == r.again);
    CHECK_FALSE(may_retry(ended, r.idempotent, 2));
    CHECK_FALSE(may_retry(ended, r.idempotent, 3));
  }
}

TEST_CASE("U4 second attempts are a share of the requests in flight, and a few in any case") {
  struct row {
    std::size_t in_flight, most;
    retry_budget budget;
  };
  for (const row& r :
       {row{1, 3, {20, 3}}, row{15, 3, {20, 3}}, row{19, 3, {20, 3}}, row{20, 4, {20, 3}}, row{512, 102, {20, 3}},
        row{1, 0, {20, 0}}, row{5, 1, {20, 0}}, row{500, 1, {0, 1}}, row{500, 0, {0, 0}}, row{7, 7, {100, 3}}}) {
    INFO(r.in_flight << " in flight, " << r.budget.percent << " %, at least " << r.budget.least);
    CHECK_FALSE(allows_retry({r.in_flight, r.most}, r.budget));
    CHECK_FALSE(allows_retry({r.in_flight, r.most + 1}, r.budget));
    if (r.most > 0) CHECK(allows_retry({r.in_flight, r.most - 1}, r.budget));
  }
}

}  // namespace ramal::rules
