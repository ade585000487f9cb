#include "tests/system/moody_bot.hpp"

#include <algorithm>
#include <utility>

#include "tests/harness/eventually.hpp"

namespace ramal::system_tests {
namespace {

constexpr std::array<int, moods> answers{
    200, 200, bot_stub::silence, bot_stub::no_answer, bot_stub::cut_answer, 302, 404, 410, 500, 503};
constexpr unsigned sides = 28;       // of the dice; the numbers that are no mood are good ones
constexpr unsigned gone_every = 97;  // 410 pauses a destination: what comes meanwhile is a dead letter
constexpr std::chrono::milliseconds slow{150};

std::string call_of(const std::string& body) {
  const std::string name = R"("CallID":"X)";
  const auto at = body.find(name);
  if (at == std::string::npos) return "";
  const auto from = at + name.size();
  return body.substr(from, body.find('"', from) - from);
}

}  // namespace

mood moody_bot::choose(int attempt) {
  if (good_) return mood::good;
  if (notes_.size() % gone_every == 5) return mood::gone;
  if (attempt > most_failing_) return mood::good;
  const unsigned side = static_cast<unsigned>(random_()) % sides;
  const auto chosen = static_cast<mood>(side);
  return side < moods && chosen != mood::gone ? chosen : mood::good;
}

int moody_bot::answer(const bot_delivery& seen) {
  mood chosen;
  int said;
  {
    const std::lock_guard lock(mutex_);
    const int attempt = std::stoi(seen.header("X-Ramal-Attempt"));
    chosen = choose(attempt);
    said = answers[static_cast<std::size_t>(chosen)];
    ++counts_[static_cast<std::size_t>(chosen)];
    gone_ |= chosen == mood::gone;
    notes_.push_back({seen.id(), call_of(seen.body), seen.header("X-Ramal-Event"), seen.body,
                      seen.head.start_line.find("/second ") != std::string::npos, attempt, said});
  }
  if (chosen == mood::slow) tests::let_pass(slow);
  return said;
}

void moody_bot::be_good() {
  come_back();
  const std::lock_guard lock(mutex_);
  good_ = true;
}

bool moody_bot::was_gone() {
  const std::lock_guard lock(mutex_);
  return std::exchange(gone_, false);
}

std::vector<bot_note> moody_bot::notes() const {
  const std::lock_guard lock(mutex_);
  return notes_;
}

std::array<unsigned, moods> moody_bot::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace ramal::system_tests
