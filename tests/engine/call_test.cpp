#include "engine/call.hpp"

#include <catch2/catch.hpp>
#include <map>

using namespace ramal::engine;

namespace {

constexpr time_point start{std::chrono::hours(1)};

call in_status(call_status status) {
  call one;
  one.status = status;
  one.created_at = one.updated_at = start;
  if (status == call_status::accepted) one.connected_at = start;
  return one;
}

constexpr std::array statuses{call_status::initiated, call_status::ringing,   call_status::accepted,
                              call_status::rejected,  call_status::completed, call_status::failed,
                              call_status::missed};
constexpr std::array events{call_event::ring, call_event::answer, call_event::reject,
                            call_event::miss, call_event::fail,   call_event::hang_up};

}  // namespace

TEST_CASE("a call changes its status exactly as the table of transitions says") {
  using s = call_status;
  using e = call_event;
  const std::map<std::pair<s, e>, s> allowed{
      {{s::initiated, e::ring}, s::ringing},     {{s::initiated, e::reject}, s::rejected},
      {{s::initiated, e::fail}, s::failed},      {{s::initiated, e::hang_up}, s::completed},
      {{s::ringing, e::answer}, s::accepted},    {{s::ringing, e::reject}, s::rejected},
      {{s::ringing, e::miss}, s::missed},        {{s::ringing, e::fail}, s::failed},
      {{s::ringing, e::hang_up}, s::completed},  {{s::accepted, e::fail}, s::failed},
      {{s::accepted, e::hang_up}, s::completed},
  };
  for (const s from : statuses) {
    for (const e event : events) {
      call one = in_status(from);
      const auto row = allowed.find({from, event});
      INFO(name_of(from) << " event " << static_cast<int>(event));
      CHECK(apply(one, event, start + milliseconds(5)) == (row != allowed.end()));
      CHECK(one.status == (row == allowed.end() ? from : row->second));
      CHECK(one.updated_at == (row == allowed.end() ? start : start + milliseconds(5)));
      CHECK(one.ended_at.has_value() == (row != allowed.end() && has_ended(row->second)));
    }
  }
}

TEST_CASE("a call that was answered has a duration of whole seconds from connect to end") {
  call one = in_status(call_status::ringing);
  apply(one, call_event::answer, start + milliseconds(300));
  CHECK_FALSE(duration_seconds(one).has_value());
  apply(one, call_event::hang_up, start + milliseconds(5'299));
  CHECK(duration_seconds(one) == 4);
}

TEST_CASE("a call that was not answered has no duration") {
  call one = in_status(call_status::ringing);
  apply(one, call_event::miss, start + milliseconds(300));
  CHECK_FALSE(duration_seconds(one).has_value());
}

TEST_CASE("a status is ringing, running or ended") {
  CHECK(ringing(call_status::initiated));
  CHECK(ringing(call_status::ringing));
  CHECK_FALSE(ringing(call_status::accepted));
  CHECK_FALSE(has_ended(call_status::accepted));
  for (const auto status : {call_status::rejected, call_status::completed, call_status::failed, call_status::missed}) {
    CHECK(has_ended(status));
    CHECK_FALSE(ringing(status));
  }
}
