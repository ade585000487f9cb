// Which idle connections may carry one more request (http-rules.md U5, U10, U11).
#include <catch2/catch.hpp>

#include "proxy/rules/connection_reuse.hpp"

namespace ramal::rules {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("an idle connection is taken and kept as the table says") {
  struct row {
    const char* name;
    milliseconds open_for, idle_for;
    std::size_t requests;
    bool has_unread;
    bool post, get, keep;
  };
  for (const row& r : {
           row{"fresh", milliseconds(0), milliseconds(0), 1, false, true, true, true},
           row{"idle just short of the POST's bound", seconds(5), milliseconds(3'999), 1, false, true, true, true},
           row{"idle for the POST's bound", seconds(5), seconds(4), 1, false, false, true, true},
           row{"idle just short of the bound", seconds(100), milliseconds(59'999), 1, false, false, true, true},
           row{"idle for the bound", seconds(100), seconds(60), 1, false, false, false, false},
           row{"old, just short", milliseconds(299'999), milliseconds(1), 1, false, true, true, true},
           row{"too old", seconds(300), milliseconds(1), 1, false, false, false, false},
           row{"one request left", seconds(1), milliseconds(1), 999, false, true, true, true},
           row{"no request left", seconds(1), milliseconds(1), 1'000, false, false, false, false},
           row{"something unasked for", seconds(1), milliseconds(1), 1, true, false, false, false},
       }) {
    INFO(r.name);
    const clock::time_point now{seconds(10'000)};
    const idle_facts facts{now - r.open_for, now - r.idle_for, r.requests, r.has_unread};
    CHECK(may_take(facts, false, now, {}) == r.post);
    CHECK(may_take(facts, true, now, {}) == r.get);
    CHECK(may_keep(facts, now, {}) == r.keep);
  }
}

TEST_CASE("a POST's bound longer than the idle bound changes nothing beyond it") {
  reuse_limits limits;
  limits.post_idle_max = seconds(100);
  limits.idle_timeout = seconds(10);
  const clock::time_point now{seconds(10'000)};
  CHECK(may_take({now - seconds(9), now - seconds(9), 1, false}, false, now, limits));
  CHECK_FALSE(may_take({now - seconds(10), now - seconds(10), 1, false}, false, now, limits));
}

}  // namespace ramal::rules
