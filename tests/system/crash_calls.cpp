#include "tests/system/crash_calls.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <ctime>

namespace ramal::system_tests {
namespace {

constexpr const char* ok = R"(200 {"ok":true})";

bool is_ignored(const std::string& answer, const std::string& why) {
  return answer == R"(200 {"ok":true,"ignored":")" + why + "\"}";
}

}  // namespace

call make_call(unsigned number, unsigned posts, std::mt19937& random) {
  call made{std::to_string(number), number % 5 == 3, number % 6 == 4, {ringing, 1}, {}, {}};
  if (!made.silent) made.posted.push_back(ended);
  const auto known = made.posted.size();
  const auto at_random = [&](std::size_t most) { return static_cast<std::size_t>(random()) % most; };
  while (made.posted.size() < posts)
    made.posted.insert(made.posted.begin() + static_cast<std::ptrdiff_t>(at_random(made.posted.size() + 1)),
                       at_random(known));
  for (std::size_t i = 1; i < made.posted.size(); ++i)
    if (at_random(5) == 0) std::swap(made.posted[i - 1], made.posted[i]);
  return made;
}

call_list::call_list(const std::vector<call>& calls) {
  char now[32];
  const std::time_t seconds = std::time(nullptr);
  std::tm parts{};
  std::strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", ::gmtime_r(&seconds, &parts));
  for (const call& one : calls) {
    if (!one.silent) continue;
    if (!text_.empty()) text_ += ",";
    text_ += R"({"id":"call_)" + one.id + R"(","externalCallId":"X)" + one.id + R"(","direction":")" +
             (one.outbound ? "OUTBOUND" : "INBOUND") + R"(","status":"COMPLETED","peerNumber":"5511977776666",)" +
             R"("connectedAt":")" + now + R"(","endedAt":")" + now + R"("})";
  }
}

engine_reply call_list::operator()(const engine_request& request) const {
  const bool list = request.target.starts_with("/v1/calls?");
  return json_reply(200, R"({"calls":[)" + (told_ && list ? text_ : "") + "]}");
}


void post_some(const crashing_gateway& gateway, std::vector<call>& calls, unsigned first,
               std::atomic<unsigned>& posted) {
  stubborn_poster poster(gateway);
  constexpr std::size_t together = 4;
  std::vector<call*> mine;
  for (std::size_t i = first; i < calls.size(); i += posters) mine.push_back(&calls[i]);
  for (std::size_t from = 0; from < mine.size(); from += together)
    for (std::size_t step = 0; step < mine[from]->posted.size(); ++step)
      for (std::size_t i = from; i < std::min(from + together, mine.size()); ++i) {
        if (step >= mine[i]->posted.size()) continue;
        mine[i]->answers.push_back(
            poster.post(native_event(phases[mine[i]->posted[step]], mine[i]->id, mine[i]->outbound)));
        ++posted;
      }
}

void check_answers(call& one) {
  INFO("call " << one.id);
  std::set<std::size_t> tried;
  for (std::size_t i = 0; i < one.posted.size(); ++i) {
    const std::size_t phase = one.posted[i];
    const auto& [answer, lost] = one.answers.at(i);
    INFO(phases[phase] << ": " << answer);
    const bool late = !one.stored.empty() && *one.stored.rbegin() > phase;
    if (one.outbound && phase == ringing) {
      CHECK(is_ignored(answer, "outbound"));
    } else if (answer == ok) {
      CHECK_FALSE(one.stored.contains(phase));
      CHECK_FALSE(late);
      one.stored.insert(phase);
    } else if (is_ignored(answer, "duplicate")) {
      CHECK((tried.contains(phase) || lost > 0));
      one.stored.insert(phase);
    } else {
      CHECK(is_ignored(answer, "late"));
      CHECK(late);
    }
    tried.insert(phase);
  }
}

}  // namespace ramal::system_tests
