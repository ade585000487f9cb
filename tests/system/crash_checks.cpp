#include "tests/system/crash_checks.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <future>
#include <map>
#include <set>
#include <tuple>

namespace ramal::system_tests {
namespace {

using store::event_state;

constexpr unsigned destinations = 2;

template <class Request>
typename Request::result get(store::event_store& outbox, Request request) {
  std::promise<store::outcome<typename Request::result>> answer;
  outbox.submit(std::move(request), store::completion<Request>([&answer](auto given) { answer.set_value(given); }));
  const auto given = answer.get_future().get();
  INFO(given.why);
  REQUIRE(given.ok());
  return given.value;
}

std::map<std::int64_t, std::vector<store::event_record>> events_by_call(store::event_store& outbox) {
  std::map<std::int64_t, std::vector<store::event_record>> all;
  for (std::int64_t after = 0;;) {
    const auto page = get(outbox, store::list_events{{}, "", "", after, 1'000});
    if (page.empty()) return all;
    for (const auto& one : page) all[one.call].push_back(one);
    after = page.back().seq;
  }
}

// What the bot has taken is not sent again, unless the program has not come to know it: an attempt that the outbox knows
// as taken is the last one, and 200 is the last that the bot said to it. The bot may have read that attempt once before,
// on a kept connection that ended without an answer, by its mood or because it went away: the client then sends it once
// more on a new one. How many of the bot's notes belong to attempts that the outbox knows nothing of.
unsigned check_repeats(store::event_store& outbox, const std::string& id, const std::vector<const bot_note*>& told) {
  std::map<int, int> known;  // status by number
  const auto details = get(outbox, store::show_event{id}).value();
  for (const auto& one : details.attempts) CHECK(known.emplace(one.number, one.status).second);
  std::string story = "the bot said";
  for (const bot_note* one : told) story += " " + std::to_string(one->attempt) + ":" + std::to_string(one->said);
  story += ", the outbox knows";
  for (const auto& [number, status] : known) story += " " + std::to_string(number) + ":" + std::to_string(status);
  INFO(story);
  std::map<int, std::vector<int>> said;  // by number, in the order of the notes
  for (const bot_note* one : told) said[one->attempt].push_back(one->said);
  unsigned unknown = 0;
  for (const auto& [number, answers] : said) {
    const auto found = known.find(number);
    if (found == known.end()) {
      unknown += static_cast<unsigned>(answers.size());
    } else if (found->second == 200) {
      CHECK(number == said.rbegin()->first);
      CHECK(answers.size() <= 2);
      CHECK(answers.back() == 200);
    }
  }
  return unknown;
}

using told_notes = std::map<std::string, std::vector<const bot_note*>>;  // by webhook-id

void check_end(const store::event_record& row, const std::vector<const bot_note*>& told) {
  INFO(row.name << ", " << row.webhook_id << ", " << row.last_error);
  const bool got = std::any_of(told.begin(), told.end(), [](const auto* note) { return note->said == 200; });
  CHECK((row.state != event_state::done || got));
  CHECK((row.state == event_state::done || row.state == event_state::dead || row.place == store::phase::offer));
  if (row.state == event_state::dead) CHECK((row.last_error == "paused" || row.last_status == 410));
}

}  // namespace

void check_attempts(const std::vector<bot_note>& notes, const std::vector<call>& calls) {
  std::map<std::string, const bot_note*> by_id;
  std::map<std::tuple<bool, std::string, std::string>, std::string> ids;
  std::map<std::pair<bool, std::string>, std::size_t> furthest;
  for (const bot_note& one : notes) {
    INFO("call " << one.call << ", " << one.event);
    const bot_note& first = *by_id.emplace(one.id, &one).first->second;
    CHECK(one.body == first.body);
    CHECK(ids.emplace(std::tuple(one.second, one.call, one.event), one.id).first->second == one.id);
    const auto place = static_cast<std::size_t>(std::find(phases.begin(), phases.end(), one.event) - phases.begin());
    REQUIRE(place < phases.size());
    std::size_t& last = furthest[{one.second, one.call}];
    CHECK(place >= last);
    last = std::max(last, place);
    CHECK_FALSE((place == ringing && calls.at(std::stoul(one.call)).outbound));
    CHECK(one.body.find(place == ringing ? "CallOffer"
                        : place == ended ? "CallTerminate"
                                         : "CallAccept") != std::string::npos);
  }
  CHECK(ids.size() == by_id.size());
}

ends check_ends(store::event_store& outbox, const std::vector<call>& calls, const std::vector<bot_note>& notes) {
  told_notes told;
  for (const bot_note& one : notes) told[one.id].push_back(&one);
  auto events = events_by_call(outbox);
  ends all;
  std::size_t kept = 0;
  for (const call& one : calls) {
    INFO("call " << one.id);
    const auto record = get(outbox, store::find_call{"shop", {"call_" + one.id, "X" + one.id}});
    REQUIRE(record);
    unsigned expected = 0;
    for (const std::size_t phase : one.stored) expected |= 2U << phase;
    CHECK(record->phases == expected);
    const auto& rows = events[record->id];
    CHECK(rows.size() == one.stored.size() * destinations);
    kept += rows.size();
    std::set<std::pair<std::string, std::string>> seen;
    for (const auto& row : rows) {
      CHECK(seen.emplace(row.destination, row.native).second);
      const auto& of_bot = told[row.webhook_id];
      check_end(row, of_bot);
      all.unknown += check_repeats(outbox, row.webhook_id, of_bot);
      ++all.by_state.at(static_cast<std::size_t>(row.state));
      all.repeats += static_cast<unsigned>(std::max<std::size_t>(of_bot.size(), 1) - 1);
    }
  }
  std::size_t there = 0;
  for (const auto& [id, rows] : events) there += rows.size();
  CHECK(there == kept);
  return all;
}

}  // namespace ramal::system_tests
