// Which requests may go to the engine, which wait, which are shed (http-rules.md L8, L9).
#include <catch2/catch.hpp>

#include "proxy/rules/admission.hpp"

namespace ramal::rules {
namespace {

using verdict = entrance::verdict;
using routes::operation;
constexpr admission_limits eight{8, 4};

crowd with(std::size_t inside, std::size_t looking = 0, std::size_t beginning = 0, std::size_t acting = 0) {
  return {inside, {looking, beginning, acting}};
}

}  // namespace

TEST_CASE("L9 what looks is shed first, what acts on a call last") {
  for (const auto what : {operation::list, operation::get, operation::instance_status, operation::read_settings,
                          operation::read_permissions})
    CHECK(urgency_of(what) == urgency::look);
  for (const auto what : {operation::start, operation::play, operation::realtime_session, operation::write_settings,
                          operation::request_permission})
    CHECK(urgency_of(what) == urgency::begin);
  for (const auto what : {operation::answer, operation::reject, operation::hangup, operation::pre_accept})
    CHECK(urgency_of(what) == urgency::act);
}

TEST_CASE("L8 workers share the places, and each has one at least") {
  CHECK(share_of(512, 512, 2).in_flight == 256);
  CHECK(share_of(512, 100, 3).queued == 33);
  CHECK(share_of(1, 1, 8).in_flight == 1);
  CHECK(share_of(1, 1, 8).queued == 1);
  CHECK(share_of(1, 0, 8).queued == 0);
}

TEST_CASE("L9 less urgent requests leave places free, but a single place is for all") {
  CHECK(most_inside(urgency::look, eight) == 6);
  CHECK(most_inside(urgency::begin, eight) == 7);
  CHECK(most_inside(urgency::act, eight) == 8);
  for (const auto what : {urgency::look, urgency::begin, urgency::act}) CHECK(most_inside(what, {1, 1}) == 1);
}

TEST_CASE("L8 L9 an arrival enters, waits or is refused") {
  struct row {
    const char* name;
    crowd now;
    urgency who;
    verdict what;
    std::optional<urgency> evicts;
  };
  for (const row& r : {
           row{"free", with(5), urgency::look, verdict::enter, {}},
           row{"the rest is not for looking", with(6), urgency::look, verdict::wait, {}},
           row{"but for beginning", with(6), urgency::begin, verdict::enter, {}},
           row{"the last is for acting", with(7), urgency::begin, verdict::wait, {}},
           row{"which takes it", with(7), urgency::act, verdict::enter, {}},
           row{"full", with(8), urgency::act, verdict::wait, {}},
           row{"nobody passes those who wait", with(5, 1), urgency::look, verdict::wait, {}},
           row{"but the more urgent", with(6, 3), urgency::begin, verdict::enter, {}},
           row{"nor those more urgent who wait", with(5, 0, 1), urgency::look, verdict::wait, {}},
           row{"full queue", with(8, 4), urgency::look, verdict::refuse, {}},
           row{"full queue, more urgent", with(8, 4), urgency::begin, verdict::wait, urgency::look},
           row{"the least urgent goes", with(8, 1, 3), urgency::act, verdict::wait, urgency::look},
           row{"then the next", with(8, 0, 3, 1), urgency::act, verdict::wait, urgency::begin},
           row{"all as urgent", with(8, 0, 0, 4), urgency::act, verdict::refuse, {}},
       }) {
    INFO(r.name);
    const entrance judged = judge_entry(r.now, r.who, eight);
    CHECK(judged.what == r.what);
    CHECK(judged.evicts == r.evicts);
  }
  CHECK(judge_entry(with(8), urgency::act, {8, 0}).what == verdict::refuse);
}

TEST_CASE("L9 a free place goes to the most urgent that may have it") {
  CHECK(next_to_enter(with(7, 2, 2, 1), eight) == urgency::act);
  CHECK(next_to_enter(with(6, 2, 2), eight) == urgency::begin);
  CHECK_FALSE(next_to_enter(with(7, 2, 2), eight));
  CHECK(next_to_enter(with(5, 2), eight) == urgency::look);
  CHECK_FALSE(next_to_enter(with(6, 2), eight));
  CHECK_FALSE(next_to_enter(with(0), eight));
}

}  // namespace ramal::rules
