// Events of many calls through a bot that fails, while the program is killed again and again. How much: CRASH_CALLS and
// CRASH_SEED in the environment.
#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>

#include "tests/harness/eventually.hpp"
#include "tests/system/hooked_gateway.hpp"

namespace ramal::system_tests {
namespace {

const std::vector<std::string> events{"call.ringing", "call.connected", "call.ended"};

unsigned from_environment(const char* name, unsigned otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(text, nullptr, 10));
}

std::string call_of(const std::string& body) {
  const auto at = body.find(R"("CallID":"X)");
  return at == std::string::npos ? "" : body.substr(at + 11, body.find('"', at + 11) - at - 11);
}

// Answers by chance, and in the end with 200 alone.
class moody_bot {
 public:
  explicit moody_bot(unsigned seed) : random_(seed) {}

  int answer(const bot_delivery& seen) {
    const std::lock_guard lock(mutex_);
    constexpr int moods[] = {500, 404, 302, 0, -1, 200, 200, 200, 200, 200, 200, 200};
    int& failures = failures_[seen.id()];
    const int status = good_ || failures == most_failures ? 200 : moods[random_() % std::size(moods)];
    if (status != 200) ++failures;
    else delivered_.insert({call_of(seen.body), seen.header("X-Ramal-Event")});
    return status;
  }
  void be_good() {
    const std::lock_guard lock(mutex_);
    good_ = true;
  }
  bool has(const std::string& call, const std::string& event) {
    const std::lock_guard lock(mutex_);
    return delivered_.contains({call, event});
  }

 private:
  // Of one event. Attempts that a kill has cut are counted, too, and the one behind the fourth waits for two minutes.
  static constexpr int most_failures = 1;

  std::mutex mutex_;
  std::mt19937 random_;
  std::map<std::string, int> failures_;  // by webhook-id
  bool good_ = false;
  std::set<std::pair<std::string, std::string>> delivered_;
};

// The engine: posts until an event is answered, whatever happens to the program meanwhile.
class stubborn_engine {
 public:
  stubborn_engine(std::string bot, unsigned seed) : bot_(std::move(bot)), random_(seed) { start(); }
  ~stubborn_engine() = default;

  // The answer that counts.
  std::string post(const std::string& body) {
    switch (random_() % 16) {
      case 0: kill(); break;
      case 1:
        raw_client(gateway_->program.port()).send(event_post(body));  // nobody knows whether it is stored
        kill();
        break;
      default: break;
    }
    return gateway_->post(body);
  }
  unsigned kills() const { return kills_; }
  unsigned dice(unsigned sides) { return static_cast<unsigned>(random_() % sides); }

 private:
  // An answer that does not come is given up soon, but not because the machine is busy.
  void start() {
    gateway_ = std::make_unique<hooked_gateway>(bot_, folder_, with{{"keys", shop_key(bot_, ", timeout: 2s")}});
  }
  void kill() {
    gateway_->program.signal(SIGKILL);
    CHECK(gateway_->program.wait() == -SIGKILL);
    ++kills_;
    gateway_.reset();
    start();
  }

  const temporary_directory folder_;
  const std::string bot_;
  std::mt19937 random_;
  unsigned kills_ = 0;
  std::unique_ptr<hooked_gateway> gateway_;
};

// Every attempt of an event has the same bytes, and no event of a call comes behind a later one.
void check_attempts(const std::vector<bot_delivery>& all) {
  std::map<std::string, std::string> bodies;
  std::map<std::string, std::size_t> furthest;
  for (const bot_delivery& one : all) {
    const auto [known, is_new] = bodies.emplace(one.id(), one.body);
    CHECK(known->second == one.body);
    const auto place = static_cast<std::size_t>(std::find(events.begin(), events.end(), one.header("X-Ramal-Event")) -
                                                events.begin());
    std::size_t& last = furthest[call_of(one.body)];
    CHECK(place >= last);
    last = std::max(last, place);
  }
}

}  // namespace

TEST_CASE("SIGKILL at any moment loses and doubles no event, and keeps the order of each call") {
  const unsigned seed = from_environment("CRASH_SEED", 1), calls = from_environment("CRASH_CALLS", 8);
  INFO("seed " << seed);
  moody_bot mood(seed);
  bot_stub bot([&mood](const bot_delivery& seen) { return mood.answer(seen); });
  stubborn_engine engine(bot.url(), seed);
  std::vector<std::pair<std::string, std::string>> kept;  // call, event
  for (unsigned first = 0; first < calls; first += 4)     // four calls at a time, so that their events mix
    for (const std::string& event : events)
      for (unsigned call = first; call < std::min(first + 4, calls); ++call) {
        const std::string id = std::to_string(call);
        for (unsigned times = engine.dice(4) == 0 ? 2 : 1; times > 0; --times) {
          const std::string said = engine.post(native_event(event, id));
          CHECK(said.starts_with("200 "));
          if (said.find("late") == std::string::npos) kept.emplace_back(id, event);
        }
      }
  mood.be_good();
  CHECK(engine.kills() > 0);
  CHECK(kept.size() >= calls * events.size());
  for (const auto& [call, event] : kept) {
    INFO("call " << call << ", " << event);
    CHECK(
        tests::eventually([&, id = call, of = event] { return mood.has(id, of); }, within(std::chrono::seconds(250))));
  }
  check_attempts(bot.deliveries());
}

}  // namespace ramal::system_tests
